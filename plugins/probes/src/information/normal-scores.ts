import { normalQuantile } from '@infomin/plugin';
import type { Matrix } from '../probes/operands.js';

/** Values of a column in order, without repeats, and the standard normal value that each gets. */
interface Scale {
  readonly values: Float64Array;
  readonly scores: Float64Array;
}

/**
 * Brings each column to a standard normal by the ranks of some rows: information does not change under a growing function of an
 * entry, and heavy tails go. Equal values get one score; others are interpolated, what lies outside gets that of the end.
 */
export function normalScores(fitted: Matrix): (matrix: Matrix) => Matrix {
  const scales = Array.from({ length: fitted.columns }, (_, column) => scaleOf(fitted, column));
  return (matrix) => {
    const data = new Float32Array(matrix.data.length);
    for (let i = 0; i < data.length; i++) data[i] = scoreOf(scales[i % matrix.columns]!, matrix.data[i]!);
    return { ...matrix, data };
  };
}

function scaleOf({ rows, columns, data }: Matrix, column: number): Scale {
  const sorted = new Float64Array(rows);
  for (let row = 0; row < rows; row++) sorted[row] = data[row * columns + column]!;
  sorted.sort();
  const values: number[] = [];
  const scores: number[] = [];
  for (let from = 0; from < rows; ) {
    let to = from + 1;
    while (to < rows && sorted[to] === sorted[from]) to++;
    values.push(sorted[from]!);
    scores.push(normalQuantile((from + to) / 2 / rows));
    from = to;
  }
  return { values: Float64Array.from(values), scores: Float64Array.from(scores) };
}

function scoreOf({ values, scores }: Scale, value: number): number {
  let low = 0;
  let high = values.length - 1;
  if (value <= values[low]!) return scores[low]!;
  if (value >= values[high]!) return scores[high]!;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= value) low = middle;
    else high = middle;
  }
  const part = (value - values[low]!) / (values[high]! - values[low]!);
  return scores[low]! + part * (scores[high]! - scores[low]!);
}
