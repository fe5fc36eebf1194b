import type { TrialResult } from '@infomin/plugin';
import { describe, expect, it } from 'vitest';
import curve from './curve.compute.js';
import type { CurvePlot } from './curve-plot.js';
import dataProcessing from './data-processing.compute.js';
import { formatParam, groupBy } from './groups.js';
import plane from './information-plane.compute.js';
import { spreadOf } from './spread.js';
import table from './table.compute.js';

const symbols = (...names: string[]) => names.map((symbol) => ({ symbol }));

function trial(params: Record<string, unknown>, seed: number, more: Partial<TrialResult> = {}): TrialResult {
  return {
    params: { ...params, seed },
    seed,
    status: 'done',
    objectives: {},
    probes: {},
    seconds: { train: 1, probe: 1 },
    ...more,
  };
}
const digit = (value: number) => ({
  metric: 'error_rate',
  value,
  chance: 0.8865,
  better: 'lower' as const,
});
const location = (value: number) => ({
  metric: 'distance',
  value,
  chance: 15.4,
  unit: 'px',
  better: 'lower' as const,
});
const nce = (mi: number, term = 'I_NCE') => ({
  nce: {
    loss: 5 - mi,
    mi_nats: mi,
    mi_nats_heldout: mi - 0.1,
    mi_nats_fresh_critic: mi + 1,
    ceiling_nats: 5,
    terms: [
      { term, information: true, coefficient: 1, value: mi, value_heldout: mi - 0.1, ceiling: 5 },
      { term: 'CE', information: false, coefficient: 1, value: 1, value_heldout: 2, ceiling: null },
    ],
  },
});

const shared = [
  trial({ shared: symbols('digit') }, 0, {
    probes: { digit: digit(0.16), location: location(13) },
    objectives: nce(1),
  }),
  trial({ shared: symbols('digit') }, 1, {
    probes: { digit: digit(0.2), location: location(14) },
    objectives: nce(2),
  }),
  trial({ shared: symbols('position', 'digit') }, 0, {
    probes: { digit: digit(0.58), location: location(3.95) },
  }),
  trial({ shared: symbols('position', 'digit') }, 1, {
    status: 'collapsed',
    probes: { digit: digit(0.9), location: location(16) },
  }),
  trial({ shared: symbols('background') }, 0, { status: 'failed' }),
];

describe('spreadOf', () => {
  it('is the mean and the deviation of the sample', () => {
    const { mean, std } = spreadOf([2, 4, 4, 4, 5, 5, 7, 9])!;
    expect(mean).toBe(5);
    expect(std).toBeCloseTo(Math.sqrt(32 / 7), 12);
    expect(spreadOf([3])).toEqual({ mean: 3, std: null, n: 1 });
    expect(spreadOf([])).toBeUndefined();
  });
});

describe('groups', () => {
  it('join trials by value, not by identity, in the order they come', () => {
    const groups = groupBy(shared, ['shared']);
    expect(groups.map(({ label, done, others }) => [label, done.length, others.length])).toEqual([
      ['digit', 2, 0],
      ['position, digit', 1, 1],
      ['background', 0, 1],
    ]);
  });

  it('write values as the file does, symbols without their dot', () => {
    expect(formatParam({ from: 0.2, to: 1 })).toBe('0.2..1');
    const call = '@infomin/plugin-vision/ConvNet';
    expect(formatParam({ call, args: {} })).toBe('ConvNet()');
    expect(formatParam({ call, args: { channels: [8], dim: 8 } })).toBe('ConvNet(channels: 8, dim: 8)');
    expect(formatParam({ recipe: '|> Flip()' })).toBe('|> Flip()');
    expect(formatParam([])).toBe('none');
  });
});

describe('Table', () => {
  const args = { rows: 'shared', columns: ['digit', 'location', 'nce.mi'] };

  it('aligns its columns, marks the best, sets chance below and names what it leaves out', async () => {
    const { text } = await table.build({ title: 'Table 1', trials: shared }, args);
    expect(text.split('\n')).toEqual([
      'shared                   digit        location         nce.mi',
      '                 error rate, %    distance, px    I_NCE, nats',
      '─────────────────────────────────────────────────────────────',
      'digit               18.0 ± 2.8 *    13.5 ± 0.7    1.50 ± 0.71',
      'position, digit           58.0            3.95 *            –',
      'background              failed          failed         failed',
      '─────────────────────────────────────────────────────────────',
      'chance                    88.6            15.4',
      '* the best of its column.',
      'Mean ± standard deviation of the sample, 1 to 2 trials each.',
      'Not counted: 1 trial collapsed (position, digit · seed 1).',
      'Not counted: 1 trial failed (background · seed 0).',
    ]);
  });

  it('has rows for the results of other files, and says what is missing of them', async () => {
    const [raw, more] = [
      [0.3, 0.4].map((value, seed) =>
        trial({ space: { symbol: 'RGB' } }, seed, { probes: { digit: digit(value) } }),
      ),
      [1, 2].map((k) => trial({ k }, 0, { probes: { digit: digit(0.1 * k) }, objectives: nce(k) })),
    ];
    const imports = [
      { name: 'raw', trials: raw!, note: '2 of 3 trials; `infomin run raw.infomin` runs the others.' },
      { name: 'more', trials: more! },
      { name: 'gone', trials: [], note: 'not run yet: `infomin run gone.infomin`.' },
      { name: 'unused', trials: raw! },
    ];
    const columns = ['raw.digit', 'more.digit', 'more.nce.mi', 'gone.digit'];
    const { text, data } = await table.build({ title: '', trials: [trial({}, 0, {})], imports }, { columns });
    expect(text.split('\n')).toEqual([
      'file · k          digit         nce.mi',
      '          error rate, %    I_NCE, nats',
      '──────────────────────────────────────',
      'raw          35.0 ± 7.1              –',
      'more · 1           10.0 *         1.00',
      'more · 2           20.0           2.00',
      'gone                  –              –',
      '──────────────────────────────────────',
      'chance             88.6',
      '* the best of its column.',
      'Mean ± standard deviation of the sample, 1 to 2 trials each.',
      'raw: 2 of 3 trials; `infomin run raw.infomin` runs the others.',
      'gone: not run yet: `infomin run gone.infomin`.',
    ]);
    expect(data).toMatchObject({
      rows: [{ of: 'raw' }, { of: 'more', params: { k: 1 } }, { of: 'more' }, { of: 'gone' }],
    });
    const beside = await table.build(
      { title: '', trials: shared, imports },
      { rows: 'shared', columns: ['digit', 'raw.digit'] },
    );
    expect(beside.text).toMatch(/^digit +18\.0 ± 2\.8 \*$/m);
    expect(beside.text).toMatch(/^raw +35\.0 ± 7\.1$/m);
    const across = await table.build(
      { title: '', trials: [], imports },
      { columns: ['raw.digit'], across: 'space' },
    );
    expect(across.text).toMatch(/^file +digit\n +RGB\n/);
  });

  it('gives the same numbers as data', async () => {
    const { data } = await table.build({ title: 'Table 1', trials: shared }, args);
    expect(data).toMatchObject({
      columns: [
        { name: 'digit', metric: 'error_rate', unit: '%', better: 'lower' },
        { name: 'location', unit: 'px' },
        { name: 'nce.mi', unit: 'nats' },
      ],
      rows: [
        {
          label: 'digit',
          cells: [
            { n: 2, best: true },
            { mean: 13.5, best: false },
            { mean: 1.5, best: false },
          ],
        },
        { label: 'position, digit', left_out: [{ seed: 1, status: 'collapsed' }] },
        { label: 'background', cells: [null, null, null] },
      ],
    });
  });

  it('sets what untrained models give below, one figure or a range, and in its data', async () => {
    const of = (untrained: (k: number, seed: number) => number) =>
      [1, 2].flatMap((k) =>
        [0, 1].map((seed) =>
          trial({ k }, seed, { probes: { p: { ...digit(0.2), untrained: untrained(k, seed) } } }),
        ),
      );
    const args = { rows: ['k'], columns: ['p'] };
    const same = await table.build({ title: 'T', trials: of((_, seed) => 0.4 + 0.02 * seed) }, args);
    expect(same.text).toMatch(/^untrained +41\.0 ± 1\.4$/m);
    expect(same.data).toMatchObject({ rows: [{ cells: [{ untrained: { n: 2 } }] }, {}] });
    const each = await table.build({ title: 'T', trials: of((k) => 0.2 * k) }, args);
    expect(each.text).toMatch(/^untrained +20\.0 to 40\.0$/m);
  });

  it('calls information by its term, and tells what a fresh critic finds', async () => {
    const trials = [trial({ k: 1 }, 0, { objectives: nce(2, 'NWJ') })];
    const columns = ['nce.mi', 'nce.mi_heldout', 'nce.mi_fresh_critic'];
    const { text } = await table.build({ title: 'T', trials }, { rows: ['k'], columns });
    expect(text).toMatch(/NWJ, nats +NWJ held out, nats +NWJ by a fresh critic, nats/);
    expect(text).toMatch(/^1 +2\.00 +1\.90 +3\.00$/m);
  });

  it('marks the highest where higher is better', async () => {
    const score = (value: number) => ({ metric: 'accuracy', value, chance: 0.1, better: 'higher' as const });
    const trials = [0.3, 0.8, 0.5].map((value, i) => trial({ k: i }, 0, { probes: { p: score(value) } }));
    const { text } = await table.build({ title: 'T', trials }, { rows: ['k'], columns: ['p'] });
    expect(text.split('\n').filter((line) => line.endsWith('*'))).toEqual([expect.stringContaining('80.0')]);
  });

  it('splits columns by another parameter', async () => {
    const trials = ['RGB', 'YDbDr'].flatMap((space, i) =>
      ['raw', 'semi'].map((kind, j) =>
        trial({ space: { symbol: space }, kind: { symbol: kind } }, 0, {
          probes: { digit: digit(0.1 + 0.2 * i + 0.1 * j) },
        }),
      ),
    );
    const { data, text } = await table.build(
      { title: 'Table 2', trials },
      { rows: 'kind', columns: ['digit'], across: 'space' },
    );
    const { columns, rows } = data as {
      columns: { across: string }[];
      rows: { label: string; cells: { mean: number }[] }[];
    };
    expect(columns.map(({ across }) => across)).toEqual(['RGB', 'YDbDr']);
    expect(rows.map(({ label, cells }) => [label, ...cells.map(({ mean }) => mean.toFixed(1))])).toEqual([
      ['raw', '0.1', '0.3'],
      ['semi', '0.2', '0.4'],
    ]);
    expect(text).not.toContain('Averaged');
  });

  it('says over what it averages', async () => {
    const trials = [1, 2].map((temperature) =>
      trial({ shared: symbols('digit'), temperature }, 0, { probes: { digit: digit(0.1) } }),
    );
    const { text } = await table.build({ title: 'T', trials }, { rows: 'shared', columns: ['digit'] });
    expect(text).toContain('Averaged over the values of temperature.');
  });

  it('escapes what goes into the page, and is calm with nothing to show', async () => {
    const trials = [trial({ name: '<b>&"' }, 0, { probes: { digit: digit(0.1) } })];
    const { html } = await table.build({ title: 'T', trials }, { rows: 'name', columns: ['digit'] });
    expect(html).toContain('&lt;b&gt;&amp;&quot;');
    const empty = await table.build({ title: 'T', trials: [] }, { rows: 'name', columns: ['digit'] });
    expect(empty.text).toContain('No trial');
  });
});

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
  const { data, text } = await curve.build({ title: '', trials }, { x: 'shared', y: 'accuracy' });
  expect((data as CurvePlot).points.map(({ x }) => x.mean)).toEqual([1, 2, 3]);
  expect(text).toContain('a reverse U');
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

describe('DataProcessing', () => {
  const found = (value: number, half: number) => ({
    metric: 'information',
    value,
    chance: 0,
    unit: 'nats',
    better: 'higher' as const,
    details: { interval: [value - half, value + half] },
  });
  const build = (inFeatures: number, half: number) =>
    dataProcessing.build(
      {
        title: '',
        trials: [0, 1].map((seed) =>
          trial({}, seed, {
            probes: { inViews: found(1 + seed, half), inFeatures: found(inFeatures, half) },
          }),
        ),
      },
      { whole: 'inViews', parts: 'inFeatures' },
    );

  it('tells of trials whose processed variables share more, the intervals apart', async () => {
    const { text, data } = await build(1.5, 0.2);
    expect(text).toContain('does not hold 1 of 2 times');
    expect(text).toContain("seed 0: inFeatures finds 1.50 [1.30, 1.70] of inViews's 1.00 [0.80, 1.20].");
    expect(data).toMatchObject({ compared: 2, rows: [{ cells: [{ mean: 1.5, n: 2 }, { mean: 1.5 }] }] });
  });

  it('lets estimates touch, and counts what it compared', async () => {
    expect((await build(1.5, 0.3)).text).toContain('the inequality holds 2 times');
    const none = await dataProcessing.build({ title: '', trials: [] }, { whole: 'a', parts: ['b'] });
    expect(none.text).toContain('No trial has both');
  });
});

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

  it('is marked beside a curve and an inequality', async () => {
    const drawn = await curve.build({ title: '', trials }, { x: 'kept', y: 'digit' });
    expect(drawn.text).toMatch(/2\.00 ± 0\.00 \? /);
    expect(drawn.text).toContain(note);
    const checked = await dataProcessing.build({ title: '', trials }, { whole: 'kept', parts: 'digit' });
    expect(checked.text).toMatch(/2\.00 ± 0\.00 \?/);
    expect(checked.text).toContain(note);
  });
});

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

  it('says what is missing', async () => {
    const none = await plane.build({ title: '', trials: shared }, { x: 'digit', y: 'location' });
    expect(none.text).toContain('No training watched both probes');
    await expect(
      plane.build({ title: '', trials }, { x: ['ofView', 'ofView'], y: 'ofLabel' }),
    ).rejects.toThrow(/a path needs one of each/);
  });
});
