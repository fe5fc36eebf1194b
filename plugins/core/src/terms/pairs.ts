import * as tf from '@tensorflow/tfjs-core';
import { logSumExp } from './log-sum-exp.js';
import { others } from './normalize.js';

/** What keeps pairs out of an exponential of the others. */
const ABSENT = 1e9;

/** The mean of `[N, N]` over its diagonal: under the joint distribution. */
export function overPairs(x: tf.Tensor2D): tf.Scalar {
  const [rows] = x.shape;
  return tf.mul(tf.sum(tf.mul(x, tf.eye(rows))), 1 / rows);
}

/** The mean of `[N, N]` over the N (N − 1) places beside its diagonal: under the product of the marginals. */
export function overOthers(x: tf.Tensor2D): tf.Scalar {
  const [rows] = x.shape;
  return tf.mul(tf.sum(tf.mul(x, others(rows))), 1 / Math.max(1, rows * (rows - 1)));
}

/** `[N, N]` with a diagonal whose exponential is 0. */
const withoutPairs = (scores: tf.Tensor2D): tf.Tensor2D =>
  tf.sub(scores, tf.mul(tf.eye(scores.shape[0]), ABSENT));

/** `mean exp(h + shift)` over what are no pairs. */
export function meanExp(scores: tf.Tensor2D, shift = 0): tf.Scalar {
  const [rows] = scores.shape;
  const sum = tf.sum(tf.exp(tf.add(withoutPairs(scores), shift)));
  return tf.mul(sum, 1 / Math.max(1, rows * (rows - 1)));
}

/** `log mean exp h` over what are no pairs, safe for large scores. */
export function logMeanExp(scores: tf.Tensor2D): tf.Scalar {
  const [rows] = scores.shape;
  const all = logSumExp(tf.reshape(withoutPairs(scores), [1, rows * rows]));
  return tf.sub(tf.reshape(all, []), Math.log(Math.max(1, rows * (rows - 1))));
}
