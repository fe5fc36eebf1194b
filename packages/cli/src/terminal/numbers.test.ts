import { expect, it } from 'vitest';
import { formatDuration, formatMetric, formatNumber } from './numbers.js';

it.each([
  [0, '0.0 s'],
  [9.94, '9.9 s'],
  [9.96, '10 s'],
  [59.6, '1 min 00 s'],
  [3599.4, '59 min 59 s'],
  [7380, '2 h 03 min'],
  [Number.POSITIVE_INFINITY, '?'],
])('tells %d seconds as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

it.each([
  [0, '0.000'],
  [5.5452, '5.545'],
  [-12.345, '-12.35'],
  [123.45, '123.5'],
  [0.00012, '1.20e-4'],
  [Number.NaN, 'NaN'],
  [null, '–'],
])('writes %d as %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

it('writes rates as per cent and what has a unit with it', () => {
  expect(formatMetric(0.168, 'error_rate', undefined)).toBe('16.80 %');
  expect(formatMetric(0.0412, 'error_rate', undefined)).toBe('4.12 %');
  expect(formatMetric(62.5, 'error_rate', '%')).toBe('62.50 %');
  expect(formatMetric(3.951, 'distance', 'pixels')).toBe('3.951 pixels');
});
