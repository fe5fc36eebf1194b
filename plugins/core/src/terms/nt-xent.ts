import * as tf from '@tensorflow/tfjs-core';
import { logSumExp } from './log-sum-exp.js';
import { normalize } from './normalize.js';

/** Two views as one batch of 2N anchors, each looking among the 2N − 1 others. */
export interface BothViews {
  /** `[2N, 2N]`: cosines over the temperature. */
  readonly scores: tf.Tensor2D;
  /** `[2N]`: log Σ exp over all but the anchor itself. */
  readonly partition: tf.Tensor1D;
}

export function bothViews(a: tf.Tensor2D, b: tf.Tensor2D, temperature: number): BothViews {
  const scores = scoresOfBoth(a, b, temperature);
  // Cosines are at most 1, so this far below the largest the anchor itself counts for nothing.
  const self = tf.mul(tf.eye(scores.shape[0]), 2 / temperature + 100);
  return { scores, partition: logSumExp(tf.sub(scores, self)) };
}

/** `[2N, 2N]`: cosines over the temperature, of both views as one batch. */
export function scoresOfBoth(a: tf.Tensor2D, b: tf.Tensor2D, temperature: number): tf.Tensor2D {
  const rows = normalize(tf.concat([a, b], 0));
  return tf.matMul(tf.mul(rows, 1 / temperature), rows, false, true);
}
