import { Matrix as Dense, EigenvalueDecomposition } from 'ml-matrix';
import type { Matrix } from '../probes/operands.js';
import { eachRow } from './each-row.js';

/** `Σ_i (x_i − mean)(x_i − mean)ᵀ` of rows `[N, D]`, `[D, D]`, in double precision; about zero without a mean. */
export async function products(
  { rows, columns, data }: Matrix,
  signal: AbortSignal,
  mean?: ArrayLike<number>,
): Promise<Dense> {
  const sum = new Float64Array(columns * columns);
  const row = new Float64Array(columns);
  await eachRow(rows, signal, (i) => {
    for (let j = 0; j < columns; j++) row[j] = data[i * columns + j]! - (mean?.[j] ?? 0);
    for (let j = 0; j < columns; j++) {
      const x = row[j]!;
      if (x === 0) continue;
      const at = j * columns;
      for (let k = 0; k <= j; k++) sum[at + k]! += x * row[k]!;
    }
  });
  const whole = new Dense(columns, columns);
  for (let j = 0; j < columns; j++) {
    for (let k = 0; k <= j; k++) {
      whole.set(j, k, sum[j * columns + k]!);
      whole.set(k, j, sum[j * columns + k]!);
    }
  }
  return whole;
}

/** The mean of rows `[N, D]`. */
export function meanRow({ rows, columns, data }: Matrix): Float64Array {
  const mean = new Float64Array(columns);
  for (let at = 0; at < rows * columns; at++) mean[at % columns]! += data[at]! / rows;
  return mean;
}

/** Of a symmetric matrix, largest first. */
export function eigenvalues(symmetric: Dense): number[] {
  const { realEigenvalues } = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
  return [...realEigenvalues].sort((a, b) => b - a);
}

/** `A^{−1/2}` of a symmetric, positive definite matrix. */
export function inverseRoot(symmetric: Dense): Dense {
  const { realEigenvalues, eigenvectorMatrix: vectors } = new EigenvalueDecomposition(symmetric, {
    assumeSymmetric: true,
  });
  const scaled = vectors.clone().mulRowVector(realEigenvalues.map((value) => 1 / Math.sqrt(value)));
  return scaled.mmul(vectors.transpose());
}
