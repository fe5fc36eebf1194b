import { expect, it } from 'vitest';
import { isFraction } from './trial-result.js';

it.each([
  ['error_rate', undefined, true],
  ['balanced_accuracy', undefined, true],
  ['accuracy', '%', false],
  ['separateness', undefined, false],
  ['distance', 'px', false],
])('tells whether %s in %s is a fraction', (metric, unit, fraction) => {
  expect(isFraction({ metric, ...(unit !== undefined && { unit }) })).toBe(fraction);
});
