/**
 * Solves `A X = B` for a symmetric positive definite A by its Cholesky factor.
 *
 * @param a `[n, n]`, row-major; its lower triangle is read
 * @param b `[n, m]`, row-major
 * @returns X, `[n, m]`; `undefined` where A is not positive definite
 */
export function solvePositiveDefinite(a: Float64Array, b: Float64Array, n: number): Float64Array | undefined {
  const m = b.length / n;
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = a[i * n + j]!;
      for (let k = 0; k < j; k++) rest -= l[i * n + k]! * l[j * n + k]!;
      if (i !== j) l[i * n + j] = rest / l[j * n + j]!;
      // What rounding leaves of a zero pivot counts as zero.
      else if (rest > n * Number.EPSILON * a[i * n + i]!) l[i * n + i] = Math.sqrt(rest);
      else return undefined;
    }
  }
  const x = b.slice();
  for (let t = 0; t < m; t++) {
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < i; k++) x[i * m + t]! -= l[i * n + k]! * x[k * m + t]!;
      x[i * m + t]! /= l[i * n + i]!;
    }
    for (let i = n - 1; i >= 0; i--) {
      for (let k = i + 1; k < n; k++) x[i * m + t]! -= l[k * n + i]! * x[k * m + t]!;
      x[i * m + t]! /= l[i * n + i]!;
    }
  }
  return x;
}
