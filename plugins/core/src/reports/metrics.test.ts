import { expect, it } from 'vitest';
import { formatRange, formatSpread, formatTick, formatValue } from './metrics.js';

const plain = { unit: '', fraction: false };
const percent = { unit: '%', fraction: true };

it.each([
  [0, '0.00'],
  [0.001, '0.00100'],
  [-0.0423, '-0.0423'],
  [0.000012, '1.20e-5'],
  [0.123, '0.12'],
  [12.34, '12.3'],
])('writes %d as %s', (value, text) => {
  expect(formatValue(value, plain)).toBe(text);
});

it('writes a mean and its deviation with the same decimals', () => {
  expect(formatSpread({ mean: 0.00412, std: 0.0003, n: 3 }, plain)).toBe('0.00412 ± 0.00030');
  expect(formatSpread({ mean: 0.0001, std: 0.02, n: 3 }, plain)).toBe('0.0001 ± 0.0200');
  expect(formatSpread({ mean: 1e-5, std: 0, n: 3 }, plain)).toBe('1.00e-5 ± 0');
  expect(formatSpread({ mean: 0.168, std: 0.0003, n: 3 }, percent)).toBe('16.8 ± 0.0');
  expect(formatSpread({ mean: 0.0004, std: 0.0001, n: 3 }, percent)).toBe('0.0400 ± 0.0100');
});

it('writes both ends of a range with the decimals of the larger', () => {
  expect(formatRange([5.34, -0.00925], plain)).toBe('-0.01 to 5.34');
  expect(formatRange([0, 12.34, 0.93], plain)).toBe('0.0 to 12.3');
  expect(formatRange([0.00412, 0.001], plain)).toBe('0.00100 to 0.00412');
});

it('writes ticks of an axis that lie close so that they differ', () => {
  expect([2.301, 2.305, 2.31].map((value) => formatTick(value, plain))).toEqual(['2.301', '2.305', '2.31']);
  expect([0, 0.5, 20].map((value) => formatTick(value, plain))).toEqual(['0.00', '0.50', '20.0']);
  expect([0.5012, 0.6].map((value) => formatTick(value, percent))).toEqual(['50.12', '60.0']);
});
