import { expect, it } from 'vitest';
import { risingOf } from './fit.js';

it('tells what the last quarter of the looks found more than those before, once all were taken', () => {
  expect(risingOf([0, 1, 2, 3, 4, 5, 6, 9], 8)).toBe(4);
  expect(risingOf([0, 1, 2, 3, 4, 5, 4, 3], 8)).toBe(0);
  expect(risingOf([0, 1, 2, 3, 4, 5, 6], 8)).toBe(0);
  expect(risingOf([5], 1)).toBe(0);
});
