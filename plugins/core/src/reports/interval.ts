import { spreadOf, studentQuantile } from '@infomin/plugin';

/** A mean with the interval that it lies in at a confidence of 90 %. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

/** The two-sided 90 % t-interval of a mean; `undefined` for fewer than two values. */
export function intervalOf(values: readonly number[]): Interval | undefined {
  const found = spreadOf(values);
  if (found?.std == null) return undefined;
  const { mean, std, n } = found;
  const half = (studentQuantile(n - 1) * std) / Math.sqrt(n);
  return { mean, low: mean - half, high: mean + half, n };
}
