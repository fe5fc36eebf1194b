import { expect, it } from 'vitest';
import { standardization } from './standardize.js';

it('is the mean and one over the deviation of a column, and 0 for one that only rounding moves', () => {
  const rows = 1000;
  const data = Float32Array.from({ length: 2 * rows }, (_, at) => (at % 2 === 0 ? 0.1 : 100 + (at % 4)));
  const { mean, scale } = standardization({ rows, columns: 2, data });
  expect(mean[0]).toBeCloseTo(Math.fround(0.1), 12);
  expect(mean[0]).not.toBe(Math.fround(0.1));
  expect(scale[0]).toBe(0);
  // 101 and 103 in turns.
  expect([mean[1], scale[1]]).toEqual([expect.closeTo(102, 9), expect.closeTo(1, 9)]);
});
