import type { ProbeContext, ProbeImplementation, ProbeResult } from '@infomin/plugin';
import { largest } from '../fit/lbfgs.js';
import { chanceError, rated } from './chance.js';
import { type FitArgs, LinearFit } from './linear-fit.js';
import { labelledFeatures, learnedClasses } from './operands.js';
import { searchedPenalty } from './penalty-search.js';

interface LinearProbeArgs extends FitArgs {
  readonly penalty: 'fixed' | 'search';
}

const implementation: ProbeImplementation<LinearProbeArgs> = {
  async measure(context: ProbeContext, args): Promise<ProbeResult> {
    const { train, test, labels, testLabels } = labelledFeatures(context);
    const classes = learnedClasses(context.log, labels, testLabels);

    const searching = args.penalty === 'search';
    const found = searching ? await searchedPenalty(context, train, labels, classes, args) : undefined;
    if (searching && !found) {
      context.log.warn(
        `the train split's ${train.rows} rows are too few to hold any out: the penalty is ${args.l2}, as without a search`,
      );
    }
    const l2 = found?.l2 ?? args.l2;
    const linear = await LinearFit.on(context, train, labels, classes, args);
    try {
      const fit = await linear.fitted(l2);
      if (!fit.converged) {
        const least = largest(fit.gradient).toExponential(1);
        context.log.warn(
          `the linear probe's fit stopped after ${fit.iterations} iterations with a gradient of ${least} ` +
            `(tolerance ${args.tolerance})`,
        );
      }
      return {
        ...rated(context.metric, {
          value: await linear.error(fit, test, testLabels),
          chance: chanceError(labels, testLabels),
        }),
        details: {
          train_error: await linear.error(fit, train, labels),
          loss: fit.value,
          iterations: fit.iterations,
          evaluations: fit.evaluations,
          converged: fit.converged,
          train_rows: train.rows,
          test_rows: test.rows,
          l2,
          ...(found && { held_out_rows: found.heldOut, searched: found.errors }),
        },
      };
    } finally {
      linear.dispose();
    }
  },
};

export default implementation;
