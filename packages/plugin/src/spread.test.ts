import { expect, it } from 'vitest';
import { spreadOf, studentQuantile } from './spread.js';

it('is the mean and the deviation of the sample', () => {
  const { mean, std } = spreadOf([2, 4, 4, 4, 5, 5, 7, 9])!;
  expect(mean).toBe(5);
  expect(std).toBeCloseTo(Math.sqrt(32 / 7), 12);
  expect(spreadOf([3])).toEqual({ mean: 3, std: null, n: 1 });
  expect(spreadOf([])).toBeUndefined();
});

it("has Student's quantiles", () => {
  // scipy.stats.t.ppf(0.95, [1, 5, 10, 11, 14, 40])
  const known = { 1: 6.313752, 5: 2.015048, 10: 1.812461, 11: 1.795885, 14: 1.76131, 40: 1.683851 };
  for (const [degrees, quantile] of Object.entries(known))
    expect(Math.abs(studentQuantile(Number(degrees)) - quantile)).toBeLessThan(1e-3);
});
