import { expect, it } from 'vitest';
import { spreadOf } from './spread.js';

it('is the mean and the deviation of the sample', () => {
  const { mean, std } = spreadOf([2, 4, 4, 4, 5, 5, 7, 9])!;
  expect(mean).toBe(5);
  expect(std).toBeCloseTo(Math.sqrt(32 / 7), 12);
  expect(spreadOf([3])).toEqual({ mean: 3, std: null, n: 1 });
  expect(spreadOf([])).toBeUndefined();
});
