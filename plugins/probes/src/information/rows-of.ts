import type { Matrix } from '../probes/operands.js';

/** Two variables, paired row by row. */
export interface Pairs {
  readonly a: Matrix;
  readonly b: Matrix;
}

/** Some rows of a matrix, in the order given. */
export function rowsOf({ columns, data }: Matrix, chosen: Int32Array): Matrix {
  const out = new Float32Array(chosen.length * columns);
  for (const [i, row] of chosen.entries()) {
    out.set(data.subarray(row * columns, (row + 1) * columns), i * columns);
  }
  return { rows: chosen.length, columns, data: out };
}

export function pairsOf({ a, b }: Pairs, chosen: Int32Array): Pairs {
  return { a: rowsOf(a, chosen), b: rowsOf(b, chosen) };
}
