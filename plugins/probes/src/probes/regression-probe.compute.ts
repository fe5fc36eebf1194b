import { type ProbeContext, type ProbeImplementation, type ProbeResult, UserError } from '@infomin/plugin';
import { solvePositiveDefinite } from '../fit/cholesky.js';
import { gram } from '../fit/gram.js';
import { design, type Scaling, standardization } from '../fit/standardize.js';
import { type Matrix, matrixOf } from './operands.js';

const implementation: ProbeImplementation<{ readonly l2: number }> = {
  async measure(context: ProbeContext, args): Promise<ProbeResult> {
    const train = matrixOf(context, 'train', 0, 'features');
    const test = matrixOf(context, 'test', 0, 'features');
    const targets = matrixOf(context, 'train', 1, 'targets');
    const testTargets = matrixOf(context, 'test', 1, 'targets');

    const scaling = standardization(train);
    const mean = standardization(targets).mean;
    const weights = await ridge(context, train, scaling, targets, mean, args.l2);
    const predict = (features: Matrix, row: number, out: Float64Array) => {
      out.set(mean);
      for (let j = 0; j < features.columns; j++) {
        const x = (features.data[row * features.columns + j]! - scaling.mean[j]!) * scaling.scale[j]!;
        for (let t = 0; t < out.length; t++) out[t]! += x * weights[j * out.length + t]!;
      }
    };
    return {
      ...context.metric,
      value: meanDistance(testTargets, (row, out) => predict(test, row, out)),
      chance: meanDistance(testTargets, (_row, out) => out.set(mean)),
      details: {
        train_distance: meanDistance(targets, (row, out) => predict(train, row, out)),
        train_rows: train.rows,
        test_rows: test.rows,
      },
    };
  },
};

export default implementation;

/**
 * The weights `[D, T]` that minimise `‖X W − (Y − ȳ)‖² + l2 ‖W‖²` over standardised features X: the normal equations
 * `(XᵀX + l2 I) W = Xᵀ(Y − ȳ)`.
 */
async function ridge(
  context: ProbeContext,
  features: Matrix,
  scaling: Scaling,
  targets: Matrix,
  mean: Float64Array,
  l2: number,
): Promise<Float64Array> {
  const size = features.columns;
  const answers = targets.columns;
  const width = size + answers;
  const joined = design(features, scaling, features.rows, {
    columns: answers,
    fill(out, at, row) {
      for (let t = 0; t < answers; t++) out[at + t] = targets.data[row * answers + t]! - mean[t]!;
    },
  });
  const products = await gram(context.engine, joined, width, context.signal);
  const left = new Float64Array(size * size);
  const right = new Float64Array(size * answers);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) left[i * size + j] = products[i * width + j]!;
    for (let t = 0; t < answers; t++) right[i * answers + t] = products[i * width + size + t]!;
    left[i * size + i]! += l2;
    // A constant feature is a row and a column of zeros: whatever stands on the diagonal gives it the weight 0.
    if (scaling.scale[i] === 0) left[i * size + i] = 1;
  }
  const weights = solvePositiveDefinite(left, right, size);
  if (weights === undefined) {
    throw new UserError(
      'the regression probe has no single answer: some of its features are linear combinations of others',
      'Give it a larger `l2`.',
    );
  }
  return weights;
}

/** The mean over rows of the Euclidean distance between target and prediction. */
function meanDistance(targets: Matrix, predict: (row: number, out: Float64Array) => void): number {
  const out = new Float64Array(targets.columns);
  let sum = 0;
  for (let row = 0; row < targets.rows; row++) {
    predict(row, out);
    let square = 0;
    for (let t = 0; t < out.length; t++) square += (targets.data[row * out.length + t]! - out[t]!) ** 2;
    sum += Math.sqrt(square);
  }
  return sum / targets.rows;
}
