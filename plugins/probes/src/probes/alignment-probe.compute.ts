import type { ProbeImplementation, Random } from '@infomin/plugin';
import { rowsOf } from '../information/rows-of.js';
import { type Matrix, matrixOf } from './operands.js';
import { unitRows } from './unit-rows.js';

/** The mean of `|a_i − b_i|^alpha` over rows of length 1. */
function distance(a: Matrix, b: Matrix, alpha: number): number {
  let total = 0;
  for (let row = 0; row < a.rows; row++) {
    let square = 0;
    for (let i = row * a.columns, end = i + a.columns; i < end; i++) square += (a.data[i]! - b.data[i]!) ** 2;
    total += square ** (alpha / 2);
  }
  return total / a.rows;
}

/** Each row's next in a random cycle of all: none is its own. */
function partners(rows: number, random: Random): Int32Array {
  const cycle = random.permutation(rows);
  const partners = new Int32Array(rows);
  for (const [i, row] of cycle.entries()) partners[row] = cycle[(i + 1) % rows]!;
  return partners;
}

const implementation: ProbeImplementation<{ readonly alpha: number }> = {
  async measure(context, { alpha }) {
    const [a, b] = [0, 1].map((i) => unitRows(matrixOf(context, 'test', i, 'embeddings'))) as [
      Matrix,
      Matrix,
    ];
    return {
      ...context.metric,
      value: distance(a, b, alpha),
      chance: distance(a, rowsOf(b, partners(a.rows, context.random)), alpha),
      details: { test_rows: a.rows },
    };
  },
};

export default implementation;
