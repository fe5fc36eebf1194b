import { Matrix as Dense, SingularValueDecomposition } from 'ml-matrix';
import { eachRow } from '../fit/each-row.js';
import { inverseRoot, meanRow, products } from '../fit/spectrum.js';
import { type Scaling, standardization } from '../fit/standardize.js';
import type { Matrix } from '../probes/operands.js';
import type { Pairs } from './rows-of.js';

/** Unit vectors, `[slices, D]` of each variable. */
export interface Slices {
  readonly a: Matrix;
  readonly b: Matrix;
}

/** The first canonical correlation: on the rows that it was fitted on, and on others. */
export interface Correlation {
  readonly train: number;
  readonly test: number;
}

/** What is added to the diagonals of covariances. */
const RIDGE = 1e-3;
const POWERS = 3;

/**
 * Canonical correlation of functions of slices, after Chen, Li, Liu and Weller 2022: a slice is a projection of the standardised
 * variable, its functions are `t`, `t²`, `t³` with `t = tanh(slice)`. O(N (3 slices)² + (3 slices)³).
 */
export async function slicedCca(
  train: Pairs,
  test: Pairs,
  slices: Slices,
  signal: AbortSignal,
): Promise<Correlation> {
  const scalings = { a: standardization(train.a), b: standardization(train.b) };
  const functions = async ({ a, b }: Pairs) => ({
    a: await functionsOf(a, scalings.a, slices.a, signal),
    b: await functionsOf(b, scalings.b, slices.b, signal),
  });
  const learned = await functions(train);
  const means = { a: meanRow(learned.a), b: meanRow(learned.b) };
  const [rootA, rootB] = [
    inverseRoot(await covariance(learned.a, means.a, signal)),
    inverseRoot(await covariance(learned.b, means.b, signal)),
  ];
  const whitened = rootA.mmul(await across(learned.a, learned.b, means, signal)).mmul(rootB);
  const { leftSingularVectors, rightSingularVectors } = new SingularValueDecomposition(whitened, {
    autoTranspose: true,
  });
  const weights = {
    a: rootA.mmul(leftSingularVectors.subMatrix(0, rootA.rows - 1, 0, 0)).to1DArray(),
    b: rootB.mmul(rightSingularVectors.subMatrix(0, rootB.rows - 1, 0, 0)).to1DArray(),
  };
  const correlation = ({ a, b }: Pairs) => Math.abs(pearson(weighted(a, weights.a), weighted(b, weights.b)));
  return { train: correlation(learned), test: correlation(await functions(test)) };
}

/** `[N, POWERS · slices]`, powers of one slice side by side. */
async function functionsOf(
  { rows, columns, data }: Matrix,
  { mean, scale }: Scaling,
  slices: Matrix,
  signal: AbortSignal,
): Promise<Matrix> {
  const width = POWERS * slices.rows;
  const out = new Float32Array(rows * width);
  const row = new Float64Array(columns);
  await eachRow(rows, signal, (i) => {
    for (let j = 0; j < columns; j++) row[j] = (data[i * columns + j]! - mean[j]!) * scale[j]!;
    for (let slice = 0; slice < slices.rows; slice++) {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += row[j]! * slices.data[slice * columns + j]!;
      const bounded = Math.tanh(sum);
      for (let power = 0; power < POWERS; power++)
        out[i * width + POWERS * slice + power] = bounded ** (power + 1);
    }
  });
  return { rows, columns: width, data: out };
}

async function covariance(matrix: Matrix, mean: Float64Array, signal: AbortSignal): Promise<Dense> {
  return (await products(matrix, signal, mean))
    .div(matrix.rows - 1)
    .add(Dense.eye(matrix.columns).mul(RIDGE));
}

async function across(
  a: Matrix,
  b: Matrix,
  means: { a: Float64Array; b: Float64Array },
  signal: AbortSignal,
): Promise<Dense> {
  const sum = new Float64Array(a.columns * b.columns);
  await eachRow(a.rows, signal, (i) => {
    for (let j = 0; j < a.columns; j++) {
      const x = a.data[i * a.columns + j]! - means.a[j]!;
      for (let k = 0; k < b.columns; k++)
        sum[j * b.columns + k]! += x * (b.data[i * b.columns + k]! - means.b[k]!);
    }
  });
  return Dense.from1DArray(a.columns, b.columns, sum).div(a.rows - 1);
}

function weighted({ rows, columns, data }: Matrix, weights: readonly number[]): Float64Array {
  const out = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) out[i]! += data[i * columns + j]! * weights[j]!;
  }
  return out;
}

/** 0 where one of them is the same everywhere. */
function pearson(x: Float64Array, y: Float64Array): number {
  const mean = (of: Float64Array) => of.reduce((sum, value) => sum + value, 0) / of.length;
  const [mx, my] = [mean(x), mean(y)];
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i]! - mx, y[i]! - my];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy);
}
