import * as tf from '@tensorflow/tfjs-core';

/**
 * Rows of `[N, D]` scaled to length 1; those shorter than about 1e-5 stay shorter. A smaller floor would let gradients of
 * rows near zero explode.
 */
export function normalize(x: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(x, tf.rsqrt(tf.add(tf.sum(tf.square(x), 1, true), 1e-12)));
}

/** `[N, N]`: 0 on the diagonal, 1 beside it. */
export const others = (rows: number): tf.Tensor2D => tf.sub(1, tf.eye(rows));
