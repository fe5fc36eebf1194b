import type { Matrix } from '../probes/operands.js';

/** An affine map of each column: `(x − mean) · scale`. */
export interface Scaling {
  /** `[D]` */
  readonly mean: Float64Array;
  /** `[D]`, one over the standard deviation; 0 for a constant column, which can tell nothing. */
  readonly scale: Float64Array;
}

/** The map that gives each column of `matrix` mean 0 and standard deviation 1. */
export function standardization({ rows, columns, data }: Matrix): Scaling {
  const mean = new Float64Array(columns);
  for (let at = 0; at < data.length; at += columns) {
    for (let j = 0; j < columns; j++) mean[j]! += data[at + j]! / rows;
  }
  const scale = new Float64Array(columns);
  for (let at = 0; at < data.length; at += columns) {
    for (let j = 0; j < columns; j++) scale[j]! += (data[at + j]! - mean[j]!) ** 2 / rows;
  }
  for (let j = 0; j < columns; j++) {
    const deviation = Math.sqrt(scale[j]!);
    // Float32 features that are the same in all rows still differ from their float64 mean by rounding.
    scale[j] = deviation > 1e-6 * Math.abs(mean[j]!) ? 1 / deviation : 0;
  }
  return { mean, scale };
}

export function identityScaling(columns: number): Scaling {
  return { mean: new Float64Array(columns), scale: new Float64Array(columns).fill(1) };
}

/**
 * Scaled rows `[height, D + extra]` for a linear model: features, then what `extra` puts into the remaining columns of
 * row i. Rows after the last are zeros in all columns.
 */
export function design(
  matrix: Matrix,
  { mean, scale }: Scaling,
  height: number,
  extra: { columns: number; fill: (out: Float32Array, at: number, row: number) => void },
): Float32Array {
  const width = matrix.columns + extra.columns;
  const out = new Float32Array(height * width);
  for (let i = 0; i < matrix.rows; i++) {
    const from = i * matrix.columns;
    const to = i * width;
    for (let j = 0; j < matrix.columns; j++) out[to + j] = (matrix.data[from + j]! - mean[j]!) * scale[j]!;
    extra.fill(out, to + matrix.columns, i);
  }
  return out;
}

/** A column of ones: the bias. */
export const bias = {
  columns: 1,
  fill(out: Float32Array, at: number): void {
    out[at] = 1;
  },
};
