import { spreadOf } from '@infomin/plugin';

/** A mean with the interval that it lies in at a confidence of 90 %. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

/** 0.95 quantiles of Student's t for 1 to 10 degrees of freedom. */
const QUANTILES = [6.3138, 2.92, 2.3534, 2.1318, 2.015, 1.9432, 1.8946, 1.8595, 1.8331, 1.8125];
/** Of the normal distribution. */
const NORMAL = 1.6449;

/** The two-sided 90 % t-interval of a mean; `undefined` for fewer than two values. */
export function intervalOf(values: readonly number[]): Interval | undefined {
  const found = spreadOf(values);
  if (found?.std == null) return undefined;
  const { mean, std, n } = found;
  const half = (quantile(n - 1) * std) / Math.sqrt(n);
  return { mean, low: mean - half, high: mean + half, n };
}

/** From eleven degrees on by the first terms of its expansion about the normal, right to 0.001. */
function quantile(degrees: number): number {
  const known = QUANTILES[degrees - 1];
  if (known !== undefined) return known;
  const z = NORMAL;
  return z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2);
}
