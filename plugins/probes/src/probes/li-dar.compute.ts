import type { ProbeImplementation } from '@infomin/plugin';
import { Matrix as Dense } from 'ml-matrix';
import { eigenvalues, inverseRoot, meanRow, products } from '../fit/spectrum.js';
import { effectiveRank } from './effective-rank.js';
import { type Matrix, matrixOf } from './operands.js';

interface LiDarArgs {
  readonly views: number;
  readonly delta: number;
}

/** The mean of each row's embeddings, `[N, D]`, and what each is beside it, `[N · views, D]`. */
function groups({ rows, columns, data }: Matrix, views: number) {
  const size = columns / views;
  const means = new Float32Array(rows * size);
  const within = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let v = 0; v < views; v++) sum += data[row * columns + v * size + j]!;
      means[row * size + j] = sum / views;
      for (let v = 0; v < views; v++) {
        const at = row * columns + v * size + j;
        within[at] = data[at]! - sum / views;
      }
    }
  }
  return {
    means: { rows, columns: size, data: means },
    within: { rows: rows * views, columns: size, data: within },
  };
}

const implementation: ProbeImplementation<LiDarArgs> = {
  async measure(context, { views, delta }) {
    const test = matrixOf(context, 'test', 0, 'features');
    const { means, within } = groups(test, views);
    const between = (await products(means, context.signal, meanRow(means))).div(means.rows);
    const spread = (await products(within, context.signal))
      .div(within.rows)
      .add(Dense.eye(means.columns).mul(delta));
    const whitening = inverseRoot(spread);
    const discriminant = whitening.mmul(between).mmul(whitening);
    const symmetric = discriminant.add(discriminant.transpose()).div(2);
    const told = (variance: number) => variance.toExponential(1);
    const [apart, decides] = [between.trace(), delta * means.columns];
    return {
      ...context.metric,
      value: effectiveRank(eigenvalues(symmetric).map((value) => Math.max(0, value))),
      chance: 1,
      unreliable:
        apart > decides
          ? []
          : [
              `rows differ by a variance of ${told(apart)} in all, no more than the ${told(decides)} that \`delta\` adds`,
            ],
      details: { dimensions: means.columns, views, test_rows: test.rows },
    };
  },
};

export default implementation;
