import type { Results, TrialOutcome } from '@infomin/runtime';
import { expect, it } from 'vitest';
import { formatResults, formatTrialEnd } from './summary.js';

const plain = (_name: string, text: string) => text;

const trial: TrialOutcome = {
  id: 'trial',
  params: { distance: 8 },
  seed: 0,
  status: 'done',
  objectives: {
    nce: {
      loss: 1.2361,
      mi_nats: 4.3091,
      mi_nats_heldout: null,
      ceiling_nats: Math.log(256),
      terms: [
        {
          term: 'NWJ',
          information: true,
          coefficient: 1,
          value: 4.3091,
          value_heldout: null,
          ceiling: Math.log(256),
        },
        { term: 'CE', information: false, coefficient: 0.5, value: 0.25, value_heldout: 0.5, ceiling: null },
      ],
    },
  },
  probes: {
    digit: { metric: 'error_rate', value: 0.0585, chance: 0.8865, untrained: 0.4, better: 'lower' },
    location: { metric: 'distance', value: 3.951, chance: 14.2, unit: 'pixels', better: 'lower' },
  },
  seconds: { train: 50, probe: 15 },
};

const base: Results = {
  file: 'x.infomin',
  engine: 'cpu',
  plan_hash: '',
  plugins: [],
  trials: [trial],
  summary: [],
  reports: [],
};

it('sets every probe beside chance and information beside its ceiling', () => {
  expect(formatResults(base, plain)).toBe(`probe     measures           value  untrained        chance
digit     error rate        5.85 %    40.00 %       88.65 %
location  distance    3.951 pixels          –  14.20 pixels

objective   loss  term       value  held out  ceiling
nce        1.236  NWJ, nats  4.309         –    5.545
                  CE         0.250     0.500        –`);
});

it('marks a value that its probe does not trust, and says so below', () => {
  const doubted = { ...trial, probes: { digit: { ...trial.probes.digit!, unreliable: ['few rows'] } } };
  expect(formatResults({ ...base, trials: [doubted] }, plain)).toContain(`
digit  error rate  5.85 % ?    40.00 %  88.65 %
? not to be trusted, by the probe's own checks: the warnings and results.json say why
`);
  const spread = { std: null, n: 1, unreliable: 1 };
  const setting = (distance: number) => ({
    params: { distance },
    probes: { digit: { ...spread, mean: 0.0585, untrained: { ...spread, mean: 0.4 } } },
    objectives: {},
    left_out: [],
  });
  const results = { ...base, trials: [doubted, doubted], summary: [setting(1), setting(2)] };
  expect(formatResults(results, plain)).toMatch(/5\.85 % \?.*40\.00 % \?/s);
});

it('gives a sweep a row for each setting, mean and deviation over seeds, chance last, then the reports', () => {
  const spread = (mean: number) => ({ mean, std: 0.01, n: 2 });
  const text = formatResults(
    {
      ...base,
      trials: [0, 1].map((seed) => ({ ...trial, params: { distance: 8, size: 32 }, seed })),
      summary: [
        {
          params: { distance: 8, size: 32 },
          probes: { digit: { ...spread(0.2), untrained: spread(0.6) } },
          objectives: {},
          left_out: [],
        },
        { params: { distance: 16, size: 32 }, probes: {}, objectives: {}, left_out: [] },
      ],
      reports: [{ title: 'Curve', text: 'a picture\n', data: null }],
    },
    plain,
  );
  expect(text).toBe(`distance   digit, error rate  seeds
8           20.00 % ± 1.00 %      2
16                         –      0
untrained   60.00 % ± 1.00 %
chance               88.65 %

Curve
a picture`);
});

it('gives the mean of what chance is, which differs where seeds draw their own test rows', () => {
  const withChance = (chance: number) => ({
    ...trial,
    probes: { digit: { ...trial.probes.digit!, chance } },
  });
  const summary: Results['summary'] = [
    {
      params: { distance: 8 },
      probes: { digit: { mean: 0.2, std: 0.01, n: 2 } },
      objectives: {},
      left_out: [],
    },
    { params: { distance: 16 }, probes: {}, objectives: {}, left_out: [] },
  ];
  const text = formatResults({ ...base, trials: [withChance(0.88), withChance(0.9)], summary }, plain);
  expect(text).toMatch(/^chance +89\.00 %/m);
});

it('gives a range of what chance is where settings differ in it', () => {
  const of = (distance: number, chance: number) => ({
    ...trial,
    params: { distance },
    probes: { digit: { ...trial.probes.digit!, chance } },
  });
  const setting = (distance: number) => ({
    params: { distance },
    probes: { digit: { mean: 0.2, std: null, n: 1 } },
    objectives: {},
    left_out: [],
  });
  const results = { ...base, trials: [of(2, 0.5), of(8, 0.875)], summary: [setting(2), setting(8)] };
  expect(formatResults(results, plain)).toMatch(/^chance +50\.00 % to 87\.50 %/m);
});

it('counts the seeds that are in no mean', () => {
  const left = (seed: number, status: TrialOutcome['status']) => ({ seed, status });
  const summary: Results['summary'] = [
    {
      params: { distance: 8 },
      probes: { digit: { mean: 0.2, std: null, n: 1 } },
      objectives: {},
      left_out: [],
    },
    {
      params: { distance: 16 },
      probes: {},
      objectives: {},
      left_out: [left(0, 'collapsed'), left(1, 'failed'), left(2, 'collapsed')],
    },
  ];
  const collapsed = { ...trial, params: { distance: 16 }, status: 'collapsed' as const };
  expect(formatResults({ ...base, trials: [trial, collapsed], summary }, plain)).toBe(
    `distance  digit, error rate  seeds               left out
8                   20.00 %      1                      –
16                        –      0  2 collapsed, 1 failed
chance              88.65 %`,
  );
});

it('counts the seeds of a sweep without probes and information', () => {
  const of = (distance: number, seed: number): TrialOutcome => ({
    ...trial,
    seed,
    params: { distance },
    probes: {},
    objectives: {},
    status: distance === 16 ? 'failed' : 'done',
  });
  const setting = (distance: number) => ({ params: { distance }, probes: {}, objectives: {}, left_out: [] });
  const results = { ...base, trials: [of(8, 0), of(8, 1), of(16, 0)], summary: [setting(8), setting(16)] };
  expect(formatResults(results, plain)).toBe(`distance  seeds
8             2
16            0`);
});

it('says how a trial ended, and what to do about a failure', () => {
  expect(formatTrialEnd(trial, plain)).toBe('done in 1 min 05 s');
  expect(formatTrialEnd({ ...trial, status: 'collapsed' }, plain)).toContain('all embeddings are alike');
  const error = {
    message: 'the loss of nce is NaN at step 3',
    suggestion: 'Lower the learning rate.',
    internal: false,
  };
  expect(formatTrialEnd({ ...trial, status: 'failed', error }, plain)).toBe(
    'failed: the loss of nce is NaN at step 3\n  help: Lower the learning rate.',
  );
});
