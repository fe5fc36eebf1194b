import { expect, it } from 'vitest';
import { chancesOf, isFraction, isMeasured } from './trial-result.js';

it.each([
  ['error_rate', undefined, true],
  ['balanced_accuracy', undefined, true],
  ['accuracy', '%', false],
  ['separateness', undefined, false],
  ['distance', 'px', false],
])('tells whether %s in %s is a fraction', (metric, unit, fraction) => {
  expect(isFraction({ metric, ...(unit !== undefined && { unit }) })).toBe(fraction);
});

it('means the chance of a probe over the seeds of each setting', () => {
  const trial = (noise: number, seed: number, chance: number | undefined) => ({
    params: { noise },
    seed,
    probes:
      chance === undefined ? {} : { digit: { metric: 'error_rate', value: 0, chance, better: 'lower' } },
  });
  const trials = [
    trial(1, 0, 0.875),
    trial(2, 0, 0.5),
    trial(1, 1, 0.9375),
    trial(2, 1, Number.NaN),
    trial(3, 0, undefined),
  ];
  expect(chancesOf(trials as Parameters<typeof chancesOf>[0], 'digit')).toEqual([0.90625, 0.5]);
});

it('measures the setting of trials alone that are done', () => {
  const all = ['done', 'failed', 'interrupted', 'collapsed'] as const;
  expect(all.filter((status) => isMeasured({ status }))).toEqual(['done']);
});
