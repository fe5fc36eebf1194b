import type { Matrix } from './operands.js';

/** Rows of length 1; a row of zeros stays. */
export function unitRows({ rows, columns, data }: Matrix): Matrix {
  const out = new Float32Array(data.length);
  for (let at = 0; at < rows * columns; at += columns) {
    let square = 0;
    for (let j = 0; j < columns; j++) square += data[at + j]! ** 2;
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let j = 0; j < columns; j++) out[at + j] = data[at + j]! * scale;
  }
  return { rows, columns, data: out };
}
