/** A mean over seeds and how far they lie apart. */
export interface Spread {
  readonly mean: number;
  /** Of the sample, with n − 1; `null` for a single value. */
  readonly std: number | null;
  readonly n: number;
}

/** `undefined` where there is no value. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const n = values.length;
  if (n === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, std: n > 1 ? Math.sqrt(squares / (n - 1)) : null, n };
}

/** 0.95 quantiles of Student's t for 1 to 10 degrees of freedom. */
const QUANTILES = [6.3138, 2.92, 2.3534, 2.1318, 2.015, 1.9432, 1.8946, 1.8595, 1.8331, 1.8125];
/** Of the normal distribution. */
const NORMAL = 1.6449;

/** How many standard errors a two-sided 90 % t-interval reaches to either side; right to 0.001. */
export function studentQuantile(degrees: number): number {
  const known = QUANTILES[degrees - 1];
  if (known !== undefined) return known;
  // The first terms of its expansion about the normal.
  const z = NORMAL;
  return z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2);
}
