import { describe, expect, it } from 'vitest';
import { digit, nce, symbols, trial } from '../../test/trials.js';
import curve from './curve.compute.js';
import type { CurvePlot } from './curve-plot.js';

describe('Curve', () => {
  // Information falls with distance; the error falls, then rises.
  const distances = [
    [4, 4, 0.7],
    [16, 3, 0.5],
    [64, 2, 0.6],
    [128, 1, 0.8],
  ] as const;
  const trials = distances.flatMap(([distance, mi, error]) =>
    [-1, 0, 1].map((seed) =>
      trial({ distance }, seed + 1, {
        probes: { accuracy: { ...digit(error + 0.01 * seed), chance: 0.9 } },
        objectives: nce(mi + 0.1 * seed),
      }),
    ),
  );
  const args = { x: 'nce.mi', y: 'accuracy', along: 'distance' };

  it('finds the sweet spot, as accuracy, with mean and spread', async () => {
    const { data, text } = await curve.build({ title: 'Reverse U', trials }, args);
    expect(data).toMatchObject({
      sweet_spot: '16',
      inside: true,
      y: { metric: 'accuracy', better: 'higher' },
    });
    const { points } = data as { points: CurvePlot['points'] };
    expect(points.map(({ label }) => label)).toEqual(['4', '16', '64', '128']);
    expect(points[1]!.y.mean).toBeCloseTo(0.5, 12);
    expect(points[1]!.y.std).toBeCloseTo(0.01, 12);
    expect(points[1]!.trials).toHaveLength(3);
    expect(text).toContain('* best mean: distance 16, nce.mi 3.00 ± 0.10 nats, accuracy 50.0 ± 1.0 %.');
    // Every seed has the same differences: 20 points from distance 4, 30 from distance 128.
    expect(text).toContain(
      'distance 128 by +30.0 [+30.0, +30.0], 3 seeds; distance 4 by +20.0 [+20.0, +20.0], 3 seeds',
    );
    expect(text).toContain('Both more and less is worse: a reverse U.');
    expect(text).toMatch(/^chance +10\.0$/m);
  });

  it('has no line of chance where settings differ in it, and a range in its table', async () => {
    expect((await curve.build({ title: '', trials }, args)).html).toContain('>chance</text>');
    const differing = trials.map((one) => {
      const chance = one.params.distance === 4 ? 0.5 : 0.9;
      return { ...one, probes: { accuracy: { ...one.probes.accuracy!, chance } } };
    });
    const { text, html } = await curve.build({ title: '', trials: differing }, args);
    expect(html).not.toContain('>chance</text>');
    expect(text).toMatch(/^chance +10\.0 to 50\.0$/m);
  });

  it('keeps a setting all of whose trials collapsed as the point of zero information', async () => {
    const zero = (seed: number, status: 'collapsed' | 'done') =>
      trial({ distance: 256 }, seed, {
        status,
        probes: { accuracy: digit(0.85) },
        objectives: nce(0.001 * seed),
      });
    const args = { x: 'nce.mi', y: 'accuracy', along: 'distance' };
    const all = [...trials, zero(0, 'collapsed'), zero(1, 'collapsed')];
    const { data, text, html } = await curve.build({ title: 'Reverse U', trials: all }, args);
    expect((data as CurvePlot).points.at(-1)).toMatchObject({ label: '256', collapsed: true, x: { n: 2 } });
    expect(text).toContain(
      'At distance 256 all trials ended with embeddings that are alike: nce.mi is zero there',
    );
    expect(text).not.toContain('Not counted');
    expect(html).toContain('256');
    // Where others of the setting did learn something, a collapse is a failure to train.
    const some = [...trials, zero(0, 'collapsed'), zero(1, 'done')];
    const mixed = await curve.build({ title: 'Reverse U', trials: some }, args);
    expect((mixed.data as CurvePlot).points.at(-1)).toMatchObject({ collapsed: false, x: { n: 1 } });
    expect(mixed.text).toContain('Not counted: 1 trial collapsed (256 · seed 0).');
  });

  it('claims a reverse U where both 90 % t-intervals of differences by seed are above 0, never on single trials', async () => {
    const verdictOf = async (spread: number, seeds: readonly number[]) => {
      const noisy = distances.flatMap(([distance, mi, error]) =>
        seeds.map((seed) =>
          trial({ distance }, seed + 1, {
            probes: { accuracy: digit(error + (distance === 16 ? spread * seed : 0)) },
            objectives: nce(mi),
          }),
        ),
      );
      return (await curve.build({ title: '', trials: noisy }, args)).text;
    };
    // The nearer end is 20 points below; of three differences with the deviation s, the half width is 2.920 s / √3.
    expect(await verdictOf(0.118, [-1, 0, 1])).toContain('a reverse U');
    expect(await verdictOf(0.119, [-1, 0, 1])).toContain('An interval holds 0: no reverse U can be told');
    const single = await verdictOf(0, [0]);
    expect(single).not.toContain('reverse U');
    expect(single).toContain('tell nothing');
  });

  it('pairs by seed: what differs between seeds alike at every distance does not widen an interval', async () => {
    const shifted = trials.map((one) => ({
      ...one,
      probes: { accuracy: { ...one.probes.accuracy!, value: one.probes.accuracy!.value + 0.1 * one.seed } },
    }));
    const { text } = await curve.build({ title: '', trials: shifted }, args);
    expect(text).toContain('Both more and less is worse: a reverse U.');
  });

  it('joins numbers in their order and categories not at all', async () => {
    const lines = async (values: readonly unknown[]) => {
      const some = values.map((along, i) =>
        trial({ along }, 0, { probes: { accuracy: digit(0.1 * (i + 1)) }, objectives: nce(i + 1) }),
      );
      const { html } = await curve.build({ title: '', trials: some }, { ...args, along: 'along' });
      return [...html.matchAll(/<path d="(M[^"]*)" fill="none"[^>]*stroke="#2563a8"/g)].map(([, d]) =>
        [...d!.matchAll(/[ML]([\d.]+)/g)].map(([, x]) => Number(x)),
      );
    };
    const [joined] = await lines([1, 3, 2]);
    expect(joined).toHaveLength(3);
    expect(joined![0]! < joined![2]! && joined![2]! < joined![1]!).toBe(true);
    expect(await lines(symbols('a', 'b', 'c'))).toEqual([]);
  });

  it('draws what untrained models give with its spread, as accuracy, and sets it beside chance', async () => {
    const based = trials.map((one) => ({
      ...one,
      probes: { accuracy: { ...one.probes.accuracy!, untrained: 0.6 + 0.01 * one.seed } },
    }));
    const { text, html, data } = await curve.build({ title: '', trials: based }, args);
    expect(text).toMatch(/^untrained +39\.0 ± 1\.0$/m);
    expect(html).toContain('>untrained</text>');
    expect(html.match(/<path [^>]*stroke="#777"/g)).toHaveLength(3);
    const { points } = data as { points: CurvePlot['points'] };
    // A seed is counted once, however many distances share its initial weights.
    expect(points[0]!.untrained).toMatchObject({ n: 3 });
  });

  it('draws every trial and every mean in a page without scripts', async () => {
    const { html } = await curve.build({ title: 'Reverse U', trials }, args);
    expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    const [svg] = /<svg[\s\S]*<\/svg>/.exec(html)!;
    for (const [distance] of distances) expect(svg).toContain(`>${distance}</text>`);
    expect(svg).toContain('accuracy, %');
    // 12 trials and 4 means, each its own path; the sweet spot alone in its colour.
    expect(svg.match(/fill="#2563a8"/g)).toHaveLength(12 + 3);
    expect(svg.match(/<path[^>]*fill="#d9480f"/g)).toHaveLength(1);
    const told = [...svg.matchAll(/<circle[^>]*><title>([^:]*): [^<]* ± /g)].map(([, label]) => label);
    expect(told).toEqual(distances.map(([distance]) => String(distance)));
  });

  it('draws the error bars of every point, also where they reach beyond all trials', async () => {
    // Of two values with the mean m and the std s, m ± s lie outside both.
    const two = distances.flatMap(([distance, mi]) =>
      [-1, 1].map((sign) =>
        trial({ distance }, sign, {
          probes: { accuracy: digit(0.75 + 0.05 * sign) },
          objectives: nce(mi + 0.1 * sign),
        }),
      ),
    );
    const { html } = await curve.build({ title: 'Reverse U', trials: two }, args);
    const straight = [
      ...html.matchAll(/<path d="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)" [^>]*stroke="#2563a8"/g),
    ];
    const bars = straight.map(([, ...ends]) => ends.map(Number) as [number, number, number, number]);
    expect(bars.filter(([x1, , x2]) => x1 === x2)).toHaveLength(4);
    expect(bars.filter(([, y1, , y2]) => y1 === y2)).toHaveLength(4);
  });

  it('has its axes at the left and below, and no room beyond a margin, also around zero', async () => {
    const around = distances.map(([distance, mi, error]) =>
      trial({ distance }, 0, { probes: { accuracy: digit(error) }, objectives: nce(mi - 1.2) }),
    );
    const { html } = await curve.build({ title: '', trials: around }, args);
    const ticks = [...html.matchAll(/<text [^>]*>(-?\d\.\d\d)<\/text>/g)].map(([, text]) => text);
    expect(ticks).toEqual(['0.00', '0.50', '1.00', '1.50', '2.00', '2.50']);
    const [, left] = /<path d="M([\d.]+) [\d.]+L\1 [\d.]+"[^>]* stroke="#54555a"/.exec(html)!;
    expect(Number(left)).toBe(72.5);
  });

  it('writes a difference with the decimals of its interval', async () => {
    const near = distances.flatMap(([distance, mi]) =>
      [-1, 0, 1].map((seed) =>
        trial({ distance }, seed, {
          objectives: nce(mi),
          probes: {
            accuracy: { ...digit(0), metric: 'bits', better: 'higher', value: mi === 3 ? 1.204 : 1.2 + seed },
          },
        }),
      ),
    );
    const { text } = await curve.build({ title: '', trials: near }, args);
    expect(text).toContain('distance 128 by +0.00 [−1.68, +1.69], 3 seeds');
  });

  it('tells nothing by an end that shares no two seeds with the best', async () => {
    const apart = trials.map((one) => (one.params.distance === 128 ? { ...one, seed: one.seed + 2 } : one));
    const { data, text } = await curve.build({ title: 'Reverse U', trials: apart }, args);
    const { against } = data as CurvePlot;
    expect(against.map(({ label, difference }) => [label, difference?.n])).toEqual([
      ['128', undefined],
      ['4', 3],
    ]);
    expect(text).toContain('ends that share no two seeds with it tell nothing');
  });

  it('takes the mean of several trials of a seed for one', async () => {
    const more = trials.flatMap((one) => {
      const error = one.probes.accuracy!.value;
      const of = (value: number, labels: number) => ({
        ...one,
        params: { ...one.params, labels },
        probes: { accuracy: { ...one.probes.accuracy!, value, untrained: 0.9 + value / 100 } },
      });
      const by = one.params.distance === 4 ? 0.1 : 0;
      return [of(error, 0), of(error + by, 1)];
    });
    const { data } = await curve.build({ title: 'Reverse U', trials: more }, args);
    const { against, points } = data as CurvePlot;
    const end = against.find(({ label }) => label === '4')!.difference!;
    expect(end).toMatchObject({ n: 3, mean: expect.closeTo(0.25, 12), low: expect.closeTo(0.25, 12) });
    expect(points[0]!.untrained).toMatchObject({ n: 3, mean: expect.closeTo(0.1 - 0.0075, 12) });
  });

  it('leaves out a trial that has no y, and has no best of one point', async () => {
    const [first, ...others] = trials.filter(({ params }) => params.distance === 16);
    const one = await curve.build({ title: '', trials: [{ ...first!, probes: {} }, ...others] }, args);
    const { points, sweetSpot } = one.data as CurvePlot;
    expect(points.map((point) => point.trials.length)).toEqual([2]);
    expect(sweetSpot).toBeUndefined();
    expect(one.data).toMatchObject({ sweet_spot: null });
  });

  it('says when the best lies at an end', async () => {
    const half = trials.filter(({ params }) => Number(params.distance) >= 16);
    const { data, text } = await curve.build({ title: 'Reverse U', trials: half }, args);
    expect(data).toMatchObject({ sweet_spot: '16', inside: false });
    expect(text).toContain('no reverse U');
  });

  it('leaves out and names what did not end well', async () => {
    const broken = trials.map((one) =>
      one.params.distance === 16 ? { ...one, status: 'failed' as const } : one,
    );
    const { data, text } = await curve.build({ title: 'Reverse U', trials: broken }, args);
    expect((data as { points: unknown[] }).points).toHaveLength(3);
    expect(text).toContain('Not counted: 3 trials failed (16 · seed 0; 16 · seed 1; 16 · seed 2).');
    const none = await curve.build({ title: 'Reverse U', trials: [] }, args);
    expect(none.text).toContain('No trial');
  });
});

it('Curve goes along a parameter, too: what views truly share', async () => {
  const trials = [1, 2, 3].flatMap((shared) =>
    [0, 1].map((seed) =>
      trial({ shared }, seed, { probes: { accuracy: digit(shared === 2 ? 0.1 : 0.4 + 0.01 * seed) } }),
    ),
  );
  const { data, text, html } = await curve.build({ title: '', trials }, { x: 'shared', y: 'accuracy' });
  expect((data as CurvePlot).points.map(({ x }) => x.mean)).toEqual([1, 2, 3]);
  expect(text).toContain('a reverse U');
  // Its value once.
  expect(text).toMatch(/^shared +accuracy\n/);
  expect(text).toMatch(/^2 +90\.0 ± 0\.0 \*$/m);
  expect(text).toContain('* best mean: shared 2, accuracy 90.0 ± 0.0 %.');
  expect(html).toContain('<title>2: accuracy 90.0 ± 0.0</title>');
});

it('Curve sets values of a parameter that lie orders of magnitude apart evenly', async () => {
  const trials = [1e-4, 1e-3, 1e-2, 1e-1].map((lr, i) =>
    trial({ lr }, 0, { probes: { accuracy: digit(0.1 * (i + 1)) } }),
  );
  const { html } = await curve.build({ title: '', trials }, { x: 'lr', y: 'accuracy' });
  const xs = [...html.matchAll(/<circle cx="([\d.]+)"/g)].map(([, x]) => Number(x));
  const steps = xs.slice(1).map((x, i) => Math.round(x - xs[i]!));
  expect(new Set(steps).size).toBe(1);
  expect(steps[0]).toBeGreaterThan(150);
  for (const value of ['0.0001', '0.1'])
    expect(html).toMatch(new RegExp(`<text [^>]*fill="#54555a"[^>]*>${value}<`));
});

it('Curve names the best alone of many points, and a dozen of many trials that are left out', async () => {
  const trials = Array.from({ length: 100 }, (_, i) =>
    trial({ size: i }, 0, {
      status: i < 50 ? 'failed' : 'done',
      probes: { accuracy: digit(i === 70 ? 0.1 : 0.5) },
    }),
  );
  const { html, text } = await curve.build({ title: '', trials }, { x: 'size', y: 'accuracy' });
  expect(html.match(/<text [^>]*fill="#(444|d9480f)"/g)).toHaveLength(1);
  expect(html.match(/<circle/g)).toHaveLength(50);
  expect(text).toContain('Not counted: 50 trials failed (0 · seed 0; 1 · seed 0; ');
  expect(text).toContain('; 11 · seed 0; and 38 more).');
});

it('Curve over a parameter keeps a setting all of whose trials collapsed', async () => {
  const trials = [0, 1, 2].flatMap((shared) =>
    [0, 1].map((seed) =>
      trial({ shared }, seed, {
        status: shared === 0 ? 'collapsed' : 'done',
        probes: { accuracy: digit(shared === 1 ? 0.1 : 0.7 + 0.01 * seed) },
      }),
    ),
  );
  const { data, text } = await curve.build({ title: '', trials }, { x: 'shared', y: 'accuracy' });
  expect((data as CurvePlot).points.map(({ x, collapsed }) => [x.mean, collapsed])).toEqual([
    [0, true],
    [1, false],
    [2, false],
  ]);
  expect(text).toContain('At shared 0 all trials ended with embeddings that are alike, as where views');
  expect(text).toContain('a reverse U');
  expect(text).not.toContain('Not counted');
});
