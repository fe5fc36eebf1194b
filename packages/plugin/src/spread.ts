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
