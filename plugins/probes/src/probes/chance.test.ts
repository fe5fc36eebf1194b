import { expect, it } from 'vitest';
import { chanceError, rated } from './chance.js';

it('answers the most frequent class of the train split, of several the smallest', () => {
  const test = Int32Array.of(0, 0, 1, 2);
  expect(chanceError(Int32Array.of(2, 1, 1), test)).toBe(0.75);
  expect(chanceError(Int32Array.of(2, 1, 0, 2, 1, 0), test)).toBe(0.5);
  expect(chanceError(Int32Array.of(7), test)).toBe(1);
});

it('tells chance in the metric of the value', () => {
  const errors = { value: 0.25, chance: 0.875 };
  expect(rated({ metric: 'error_rate', better: 'lower' }, errors)).toMatchObject(errors);
  expect(rated({ metric: 'accuracy', better: 'higher' }, errors)).toMatchObject({
    value: 0.75,
    chance: 0.125,
  });
});
