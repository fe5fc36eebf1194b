import type { Random } from '@infomin/plugin';
import { CholeskyDecomposition, Matrix as Dense } from 'ml-matrix';
import { eachRow } from '../fit/each-row.js';
import { meanRow, products } from '../fit/spectrum.js';
import type { Pairs } from './rows-of.js';

/** What is added to the diagonals of covariances. */
const RIDGE = 1e-6;

export interface Normals {
  readonly pairs: Pairs;
  /** Mutual information of the distribution that they were drawn from, nats. */
  readonly shared: number;
}

/** As many pairs of normal vectors, drawn with the covariances of these. O(N D² + D³). */
export async function normalsLike({ a, b }: Pairs, random: Random, signal: AbortSignal): Promise<Normals> {
  const { rows } = a;
  const columns = a.columns + b.columns;
  const joined = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    joined.set(a.data.subarray(row * a.columns, (row + 1) * a.columns), row * columns);
    joined.set(b.data.subarray(row * b.columns, (row + 1) * b.columns), row * columns + a.columns);
  }
  const all = { rows, columns, data: joined };
  const covariance = (await products(all, signal, meanRow(all)))
    .div(rows - 1)
    .add(Dense.eye(columns).mul(RIDGE));
  const factor = (first: number, end: number) =>
    new CholeskyDecomposition(covariance.subMatrix(first, end - 1, first, end - 1)).lowerTriangularMatrix;
  const whole = factor(0, columns);
  const logVolume = (lower: Dense) => lower.diagonal().reduce((sum, length) => sum + Math.log(length), 0);
  const shared = logVolume(factor(0, a.columns)) + logVolume(factor(a.columns, columns)) - logVolume(whole);

  const noise = random.fillNormal(new Float32Array(rows * columns));
  const drawn = {
    a: { ...a, data: new Float32Array(rows * a.columns) },
    b: { ...b, data: new Float32Array(rows * b.columns) },
  };
  await eachRow(columns, signal, (i) => {
    const [of, column] = i < a.columns ? [drawn.a, i] : [drawn.b, i - a.columns];
    const weights = whole.getRow(i).slice(0, i + 1);
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (const [j, weight] of weights.entries()) sum += weight * noise[row * columns + j]!;
      of.data[row * of.columns + column] = sum;
    }
  });
  return { pairs: drawn, shared };
}
