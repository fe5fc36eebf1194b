import { describe, expect, it } from 'vitest';
import { nce, shared, trial } from '../../test/trials.js';
import plane from './information-plane.compute.js';

describe('InformationPlane', () => {
  const kept = (value: number, untrained: number) => ({
    metric: 'information',
    value,
    untrained,
    chance: 0,
    unit: 'nats',
    better: 'higher' as const,
  });
  const trials = [0, 0.2].map((more, seed) =>
    trial({}, seed, {
      probes: { ofView: kept(3 + more, 1), ofLabel: kept(2, 0.5) },
      objectives: {
        nce: {
          ...nce(1).nce,
          watched: [
            { step: 10, values: { ofView: 2 + more, ofLabel: 1 }, unreliable: ['ofLabel'] },
            { step: 20, values: { ofView: 3 + more, ofLabel: 2 } },
          ],
        },
      },
    }),
  );

  it('goes from the untrained model to the trained one, as means over seeds', async () => {
    const { data, text, html } = await plane.build({ title: '', trials }, { x: 'ofView', y: 'ofLabel' });
    const { paths } = data as { paths: { label: string; points: { step: number; x: { mean: number } }[] }[] };
    expect(paths.map(({ label }) => label)).toEqual(['ofView']);
    expect(paths[0]!.points.map(({ step, x }) => [step, x.mean])).toEqual([
      [0, 1],
      [10, 2.1],
      [20, 3.1],
    ]);
    expect(text).toMatch(/^ofView +untrained +1\.00 ± 0\.00 +0\.50 ± 0\.00$/m);
    expect(text).toMatch(/^ +10 +2\.10 ± 0\.14 +1\.00 ± 0\.00 \?$/m);
    expect(text).toMatch(/^ +20 +3\.10 ± 0\.14 +2\.00 ± 0\.00$/m);
    expect(text).toMatch(/^\? not to be trusted/m);
    expect(html).toContain('<svg');
    expect(html).not.toMatch(/<script/);
  });

  it('says where a mean is of fewer trials, as one ended early', async () => {
    const early = trials.map((one, seed) => {
      const objective = one.objectives.nce!;
      const watched = objective.watched!.slice(0, seed === 0 ? 1 : 2);
      return { ...one, objectives: { nce: { ...objective, watched } } };
    });
    const { text } = await plane.build({ title: '', trials: early }, { x: 'ofView', y: 'ofLabel' });
    expect(text).toMatch(/^ +10 +2\.10 ± 0\.14/m);
    expect(text).toMatch(/^ +20 \(1 of 2\) +3\.20 +2\.00$/m);
    expect(text).toMatch(/^\(1 of 2\): the mean is of those trials alone/m);
  });

  it('goes on, in a later training, from where the one before ended', async () => {
    const { nce: first } = trials[0]!.objectives;
    const later = [{ step: 5, values: { ofView: 4, ofLabel: 3 } }];
    const objectives = { warm: first!, nce: { ...first!, watched: later } };
    const both = [{ ...trials[0]!, objectives }];
    const { data, text } = await plane.build({ title: '', trials: both }, { x: 'ofView', y: 'ofLabel' });
    const { paths } = data as { paths: { points: { x: { mean: number } }[] }[] };
    expect(paths.map(({ points }) => points.map(({ x }) => x.mean))).toEqual([
      [1, 2, 3],
      [3, 4],
    ]);
    expect(text).toMatch(/^ofView · nce +after warm +3\.00 +2\.00$/m);
  });

  it('has a path for each pair of probes and value of a parameter', async () => {
    const swept = [1, 2].flatMap((k) => trials.map((one) => ({ ...one, params: { k, seed: one.seed } })));
    const pairs = { x: ['ofView', 'ofLabel'], y: ['ofLabel', 'ofLabel'] };
    const { data } = await plane.build({ title: '', trials: swept }, pairs);
    const { paths } = data as { paths: { label: string }[] };
    expect(paths.map(({ label }) => label)).toEqual([
      '1 · ofView',
      '1 · ofLabel',
      '2 · ofView',
      '2 · ofLabel',
    ]);
  });

  it('refuses probes of different measures on one axis', async () => {
    const digit = { metric: 'accuracy', value: 0.8, chance: 0.1, better: 'higher' as const };
    const mixed = trials.map((one) => ({ ...one, probes: { ...one.probes, digit } }));
    await expect(
      plane.build({ title: '', trials: mixed }, { x: ['ofView', 'digit'], y: ['ofLabel', 'ofLabel'] }),
    ).rejects.toThrow(
      'x takes probes of one measure, not both ofView (information, nats) and digit (accuracy, %)',
    );
  });

  it('says what is missing', async () => {
    const none = await plane.build({ title: '', trials: shared }, { x: 'digit', y: 'location' });
    expect(none.text).toContain('No training watched both probes');
  });
});
