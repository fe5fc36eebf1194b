import type { TermContext, TermEstimate, TermImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { logMeanExp, overPairs } from './pairs.js';
import { type CriticArgs, scoresOf } from './scores.js';

type DvArgs = CriticArgs & { readonly momentum: number };

const implementation: TermImplementation<DvArgs> = {
  ofScores: (scores) => estimateOf(scores as tf.Tensor2D, (logMean) => logMean),
  estimate([a, b], args, context) {
    const scores = scoresOf(a as tf.Tensor2D, b as tf.Tensor2D, args);
    return estimateOf(scores, (logMean) =>
      args.momentum === 0 ? logMean : corrected(logMean, args, context),
    );
  },
};

function estimateOf(scores: tf.Tensor2D, learned: (logMean: tf.Scalar) => tf.Tensor): TermEstimate {
  const value = tf.sub(overPairs(scores), learned(logMeanExp(scores)));
  return { value, loss: tf.neg(value) };
}

export default implementation;

/**
 * The logarithm of a batch's mean; its gradient is that of the mean over the running mean, in place of the batch's own. All in
 * logarithms, so that large scores do not overflow.
 */
function corrected(logMean: tf.Scalar, { momentum }: DvArgs, { state, next }: TermContext): tf.Tensor {
  const before = state.logMean!;
  const largest = tf.maximum(before, logMean);
  const mean = tf.add(
    tf.mul(tf.exp(tf.sub(before, largest)), momentum),
    tf.mul(tf.exp(tf.sub(logMean, largest)), 1 - momentum),
  );
  const moved = tf.add(tf.log(mean), largest);
  const running = tf.add(tf.mul(state.seen!, moved), tf.mul(tf.sub(1, state.seen!), logMean));
  next('logMean', running);
  next('seen', tf.onesLike(running));
  const compute = tf.customGrad((batch, mean, save) => {
    (save as tf.GradSaveFunc)([batch as tf.Tensor, mean as tf.Tensor]);
    return {
      value: tf.clone(batch as tf.Tensor),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => [
        tf.mul(dy, tf.exp(tf.sub(saved[0]!, saved[1]!))),
        tf.zerosLike(dy),
      ],
    };
  });
  return compute(logMean, running);
}
