import type { Plan } from '@infomin/plan';
import type { Results } from '@infomin/runtime';
import { expect, it } from 'vitest';
import { compareProbes, differencesOf } from './compare.js';
import { formatComparison, formatMean } from './format.js';
import type { FoundRun } from './read-run.js';

const place = { file: 'a.infomin', line: 1, column: 1 };

function run(lr: number, values: Readonly<Record<number, number>>, line = 1): FoundRun {
  const stage = { id: 'nce', optimizer: { f: { call: 'Adam', args: { lr } } }, place: { ...place, line } };
  const trial = { datasets: [], models: [], nodes: [], stages: [stage], probes: [] };
  const plan = { params: {}, sweeps: [], trials: [trial] } as unknown as Plan;
  const trials = Object.entries(values).map(([seed, value]) => ({
    seed: Number(seed),
    status: 'done',
    params: {},
    probes: { digit: { value, metric: 'error_rate' } },
  }));
  return { folder: '', plan, results: { trials } as unknown as Results };
}

it('tells what differs, places aside', () => {
  const plans = [run(0.1, {}).plan, run(0.2, {}, 7).plan];
  expect(differencesOf(plans)).toEqual([{ what: 'nce.optimizer.f.lr', values: ['0.1', '0.2'] }]);
});

it('names views and terms as the file does', () => {
  const noisy = (std: number) => {
    const { plan } = run(0.1, {});
    const call = { call: '@infomin/plugin-vision/Noise', args: { std } };
    const nodes = [
      { id: 'view:v/Noise', op: 'view', call },
      { id: `objective:nce/f#${std}`, op: 'apply', model: 'f' },
    ];
    const stages = [{ ...plan.trials[0]!.stages[0], value: `objective:nce/f#${std}` }];
    return { ...plan, trials: [{ ...plan.trials[0], nodes, stages }] } as unknown as Plan;
  };
  expect(differencesOf([noisy(0.1), noisy(0.2)])).toEqual([{ what: 'v/Noise.std', values: ['0.1', '0.2'] }]);
  expect(differencesOf([noisy(0.1), run(0.1, {}).plan])).toEqual([
    { what: 'v/Noise', values: ['Noise', undefined] },
    { what: 'v/Noise.std', values: ['0.1', undefined] },
  ]);
});

it('pairs trials by their seeds', () => {
  const [digit] = compareProbes([run(0.1, { 0: 0.5, 1: 0.3 }), run(0.2, { 1: 0.2, 0: 0.4, 9: 0.9 })]);
  expect(digit!.values).toMatchObject([
    { mean: 0.4, n: 2 },
    { mean: 0.5, n: 3 },
  ]);
  expect(digit!.paired[0]).toBeUndefined();
  expect(digit!.paired[1]!.n).toBe(2);
  expect(digit!.paired[1]!.mean).toBeCloseTo(-0.1);
  expect(digit!.paired[1]!.std).toBeCloseTo(0);
});

it('pairs trials by what any of the runs sweeps, and tells how many a mean is of', () => {
  const swept = run(0.1, { 0: 0.5, 1: 0.4, 2: 0.1, 3: 0.2 });
  Object.assign(swept.plan, { sweeps: [{ param: 'labels', values: [0, 1] }] });
  const trials = [...swept.results!.trials].map((trial, i) => ({
    ...trial,
    seed: i % 2,
    params: { labels: Math.floor(i / 2) },
  }));
  const set = run(0.1, { 0: 0.2, 7: 0.2 });
  Object.assign(swept, { results: { trials } });
  Object.assign(set.results!, {
    trials: set.results!.trials.map((trial) => ({ ...trial, params: { labels: 0 } })),
  });
  expect(compareProbes([swept, set]).flatMap(formatComparison)).toEqual([
    ['digit', '30.00 % ± 18.26 % (4 trials)', '20.00 % ± 0.00 % (2 trials)'],
    ['  less the first', '', '-30.00 % (1 pair)'],
  ]);
});

it('compares no accuracy with an error rate', () => {
  const other = run(0.1, { 0: 0.9 });
  Object.assign(other.results!.trials[0]!.probes.digit!, { metric: 'accuracy' });
  expect(compareProbes([run(0.1, { 0: 0.1 }), other]).flatMap(formatComparison)).toEqual([
    ['digit, error rate', '10.00 % (1 trial)', '–'],
    ['digit, accuracy', '–', '90.00 % (1 trial)'],
  ]);
});

it('marks what a probe does not trust, in the run and in the difference', () => {
  const doubted = run(0.2, { 0: 0.4, 1: 0.3 });
  Object.assign(doubted.results!.trials[1]!.probes.digit!, { unreliable: ['few rows'] });
  const [digit] = compareProbes([run(0.1, { 0: 0.5, 1: 0.4 }), doubted]);
  expect(digit!.values[0]).not.toHaveProperty('unreliable');
  expect(digit!.values[1]).toMatchObject({ n: 2, unreliable: 1 });
  expect(digit!.paired[1]).toMatchObject({ n: 2, unreliable: 1 });
  expect(formatMean(digit!.values[1], digit!.measure)).toBe('35.00 % ± 7.07 % ?');
  expect(formatMean(digit!.values[0], digit!.measure)).toBe('45.00 % ± 7.07 %');
});

it('has nothing to say of a run without results', () => {
  const [digit] = compareProbes([{ ...run(0.1, {}), results: undefined }, run(0.2, { 0: 0.4 })]);
  expect(digit!.values).toEqual([undefined, { mean: 0.4, std: null, n: 1 }]);
  expect(digit!.paired).toEqual([undefined, undefined]);
});
