import { describe, expect, it } from 'vitest';
import { digit, trial } from '../../test/trials.js';
import curve from './curve.compute.js';
import dataProcessing from './data-processing.compute.js';
import table from './table.compute.js';

describe('a value that its probe does not trust', () => {
  const kept = (value: number, unreliable?: string[]) => ({
    metric: 'information',
    value,
    chance: 0,
    unit: 'nats',
    better: 'higher' as const,
    ...(unreliable && { unreliable }),
  });
  const trials = [1, 2, 3].flatMap((noise) =>
    [0, 1].map((seed) =>
      trial({ noise }, seed, {
        probes: { digit: digit(0.1 * noise), kept: kept(noise, noise === 2 ? ['few rows'] : []) },
      }),
    ),
  );
  const note = '? kept is not to be trusted in 2 of 6 trials, for one: few rows.';

  it('is marked in a table, which says why', async () => {
    const { text, html, data } = await table.build(
      { title: '', trials },
      { rows: 'noise', columns: ['kept', 'digit'] },
    );
    const lines = text.split('\n');
    expect(lines.filter((line) => line.includes('?'))).toEqual([
      expect.stringMatching(/^2 +2\.00 ± 0\.00 \? +20\.0/),
      note,
    ]);
    expect(lines.find((line) => line.startsWith('3'))).toMatch(/3\.00 ± 0\.00 \* /);
    expect(html).toContain('2.00 ± 0.00 ?');
    expect(data).toMatchObject({ rows: [{}, { cells: [{ doubtful: true }, {}] }, {}] });
  });

  it('is marked where it is of untrained models', async () => {
    const probes = { kept: { ...kept(2), untrained: 1, untrained_unreliable: ['few rows'] } };
    const once = [trial({ noise: 1 }, 0, { probes })];
    const { text } = await table.build({ title: '', trials: once }, { rows: 'noise', columns: ['kept'] });
    expect(text).toMatch(/^1 +2\.00$/m);
    expect(text).toMatch(/^untrained +1\.00 \?$/m);
    expect(text).toContain('? kept, untrained, is not to be trusted in 1 of 1 trial: few rows.');
  });

  it('is marked beside a curve and an inequality', async () => {
    const drawn = await curve.build({ title: '', trials }, { x: 'kept', y: 'digit' });
    expect(drawn.text).toMatch(/2\.00 ± 0\.00 \? /);
    expect(drawn.text).toContain(note);
    const checked = await dataProcessing.build({ title: '', trials }, { whole: 'kept', parts: 'digit' });
    expect(checked.text).toMatch(/2\.00 ± 0\.00 \?/);
    expect(checked.text).toContain(note);
  });
});
