import { type ProbeContext, type ProbeImplementation, type ProbeResult, UserError } from '@infomin/plugin';
import { minimize } from '../fit/lbfgs.js';
import { LogisticLoss } from '../fit/logistic.js';
import { argmax, rowsOfProduct } from '../fit/products.js';
import { bias, design, identityScaling, standardization } from '../fit/standardize.js';
import { chanceError, errorRate, rated } from './chance.js';
import { labelledFeatures } from './operands.js';

interface LinearProbeArgs {
  readonly l2: number;
  readonly maxIterations: number;
  readonly tolerance: number;
  readonly standardize: boolean;
}

/** Float32 sums of a few thousand losses are right to about this, relatively. */
const precision = 1e-7;

const implementation: ProbeImplementation<LinearProbeArgs> = {
  async measure(context: ProbeContext, args): Promise<ProbeResult> {
    const { train, test, labels, testLabels } = labelledFeatures(context);

    // Classes that the train split lacks would send their bias to −∞; they can't be learned, and stay wrong on test.
    const classes = Int32Array.from(new Set(labels)).sort();
    const indexOf = new Map(Array.from(classes, (label, index) => [label, index]));
    const unseen = [...new Set(testLabels)].filter((label) => !indexOf.has(label)).sort((a, b) => a - b);
    if (unseen.length > 0) {
      context.log.warn(
        `classes ${unseen.join(', ')} are in the test split only: the probe can't answer them`,
      );
    }

    const scaling = args.standardize ? standardization(train) : identityScaling(train.columns);
    const trainDesign = design(train, scaling, LogisticLoss.height(train.rows), bias);
    const loss = await LogisticLoss.on(
      context.engine,
      trainDesign,
      labels.map((label) => indexOf.get(label)!),
      classes.length,
      args.l2,
    );
    try {
      const fit = await minimize(
        (weights) => {
          context.signal.throwIfAborted();
          return loss.at(weights);
        },
        new Float64Array(loss.size),
        { maxIterations: args.maxIterations, tolerance: args.tolerance, precision },
      );
      if (!Number.isFinite(fit.value)) {
        throw new UserError(
          'the loss of the linear probe is not a finite number: its features are too large',
          'Leave `standardize: true`.',
        );
      }
      if (!fit.converged) {
        const least = fit.gradient.reduce((most, g) => Math.max(most, Math.abs(g)), 0).toExponential(1);
        context.log.warn(
          `the linear probe's fit stopped after ${fit.iterations} iterations with a gradient of ${least} ` +
            `(tolerance ${args.tolerance})`,
        );
      }
      const weights = Float32Array.from(fit.x);
      const columns = train.columns + 1;
      const error = async (features: Float32Array, rows: number, truth: Int32Array) => {
        const answers = new Int32Array(rows);
        const take = (row: number, logits: Float32Array) => {
          answers[row] = classes[argmax(logits)]!;
        };
        const used = features.subarray(0, rows * columns);
        await rowsOfProduct(
          context.engine,
          'LinearProbe/logits',
          used,
          weights,
          columns,
          take,
          context.signal,
        );
        return errorRate(truth, (row) => answers[row]!);
      };
      return {
        ...rated(context.metric, {
          value: await error(design(test, scaling, test.rows, bias), test.rows, testLabels),
          chance: chanceError(labels, testLabels),
        }),
        details: {
          train_error: await error(trainDesign, train.rows, labels),
          loss: fit.value,
          iterations: fit.iterations,
          evaluations: fit.evaluations,
          converged: fit.converged,
          train_rows: train.rows,
          test_rows: test.rows,
        },
      };
    } finally {
      loss.dispose();
    }
  },
};

export default implementation;
