import { normalQuantile } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { normalScores } from './normal-scores.js';

const column = (...values: number[]) => ({
  rows: values.length,
  columns: 1,
  data: Float32Array.from(values),
});
const scoresOf = (fitted: number[], values: number[]) =>
  Array.from(normalScores(column(...fitted))(column(...values)).data);

it('gives ranks their normal quantiles, equal values one', () => {
  const scores = scoresOf([5, 1, 1e6, 5], [1, 5, 1e6]);
  for (const [i, p] of [1 / 8, 1 / 2, 7 / 8].entries()) expect(scores[i]).toBeCloseTo(normalQuantile(p), 5);
});

it('interpolates between, and stops at the ends', () => {
  const [low, high] = [normalQuantile(1 / 4), normalQuantile(3 / 4)];
  const scores = scoresOf([0, 4], [-9, 1, 9]);
  for (const [i, score] of [low, low + (high - low) / 4, high].entries())
    expect(scores[i]).toBeCloseTo(score, 5);
});

it('makes a column that is the same everywhere 0', () => {
  expect(scoresOf([7, 7, 7], [7, 8])).toEqual([0, 0]);
});

it('does not depend on a growing function of an entry', () => {
  const values = [0.3, -2, 1.5, 0.9];
  expect(scoresOf(values.map(Math.exp), values.map(Math.exp))).toEqual(scoresOf(values, values));
});
