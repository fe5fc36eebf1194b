import { expect, it } from 'vitest';
import { contradicted } from './contradicted.js';
import type { Estimate } from './protocol.js';

const estimate = (estimator: string, value: number, unreliable: string[] = []): Estimate => ({
  estimator,
  value,
  interval: [value - 0.1, value + 0.1],
  measured: { all: value, half: value, learned: value },
  zero: 0,
  twice: null,
  ceiling: null,
  unreliable,
});
const matrix = (columns: number) => ({ rows: 1, columns, data: new Float32Array(columns) });
const few = { a: matrix(1), b: matrix(1) };
const many = { a: matrix(20), b: matrix(20) };
const near = { value: 1, error: 0.02 };

it('tells of another estimator whose interval lies apart, unless that one is unreliable itself', () => {
  const low = estimate('I_NWJ', 0.4);
  const reasons = (other: Estimate) => contradicted(low, [low, other], undefined, few).unreliable;
  expect(reasons(estimate('I_NCE', 1))).toEqual(['I_NCE finds 1.00 nats']);
  expect(reasons(estimate('I_NCE', 0.8))).toEqual([]);
  expect(reasons(estimate('I_NCE', 1, ['few rows']))).toEqual([]);
  const high = estimate('I_NCE', 1);
  expect(contradicted(high, [low, high], undefined, few).unreliable).toEqual(['I_NWJ finds 0.40 nats']);
});

it('believes nearest neighbours where they find more, and in few dimensions where they find less', () => {
  const reasons = (value: number, pairs: typeof few, neighbours = near) => {
    const one = estimate('I_NCE', value);
    return contradicted(one, [one], neighbours, pairs).unreliable;
  };
  for (const pairs of [few, many]) expect(reasons(0.5, pairs)).toEqual(['nearest neighbours find 1.00 nats']);
  expect(reasons(2, few)).toEqual(['nearest neighbours find 1.00 nats']);
  expect(reasons(2, many)).toEqual([]);
  expect(reasons(1.1, few)).toEqual([]);
  // Few are four entries of both.
  expect(reasons(2, { a: matrix(1), b: matrix(3) })).toHaveLength(1);
  expect(reasons(2, { a: matrix(2), b: matrix(3) })).toEqual([]);
  // 0.5 + 0.1 and 1 − 1.645 · 0.2 are less than 0.25 apart.
  expect(reasons(0.5, few, { ...near, error: 0.2 })).toEqual([]);
});
