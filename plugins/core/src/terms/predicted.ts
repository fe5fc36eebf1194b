import * as tf from '@tensorflow/tfjs-core';

/** Log variances are cut to this, either side: a factor of 22,000. */
const FARTHEST = 10;

/** A normal distribution of each row, its entries independent. */
export interface Predicted {
  /** `[N, D]` */
  readonly mean: tf.Tensor2D;
  /** `[N, D]` */
  readonly logVariance: tf.Tensor2D;
}

/** What `[N, 2D]` says: means, then log variances. */
export function predicted(prediction: tf.Tensor2D): Predicted {
  const [rows, both] = prediction.shape;
  const half = both / 2;
  return {
    mean: tf.slice(prediction, [0, 0], [rows, half]),
    logVariance: tf.clipByValue(tf.slice(prediction, [0, half], [rows, half]), -FARTHEST, FARTHEST),
  };
}
