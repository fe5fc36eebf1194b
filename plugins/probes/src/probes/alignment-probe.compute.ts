import type { ProbeImplementation } from '@infomin/plugin';
import { type Matrix, matrixOf } from './operands.js';
import { unitRows } from './unit-rows.js';

/** The mean of `|a_i − b_{i + shift}|^alpha` over rows of length 1. */
function distance(a: Matrix, b: Matrix, alpha: number, shift: number): number {
  let total = 0;
  for (let row = 0; row < a.rows; row++) {
    const other = (row + shift) % a.rows;
    let square = 0;
    for (let j = 0; j < a.columns; j++) {
      square += (a.data[row * a.columns + j]! - b.data[other * a.columns + j]!) ** 2;
    }
    total += square ** (alpha / 2);
  }
  return total / a.rows;
}

const implementation: ProbeImplementation<{ readonly alpha: number }> = {
  async measure(context, { alpha }) {
    const [a, b] = [0, 1].map((i) => unitRows(matrixOf(context, 'test', i, 'embeddings'))) as [
      Matrix,
      Matrix,
    ];
    return {
      ...context.metric,
      value: distance(a, b, alpha, 0),
      chance: distance(a, b, alpha, Math.floor(a.rows / 2)),
      details: { test_rows: a.rows },
    };
  },
};

export default implementation;
