import * as tf from '@tensorflow/tfjs-core';

/** `[N, D]`, each entry with the batch's mean taken off and over √(its variance + epsilon): batch normalisation. */
export function standardize(x: tf.Tensor2D, epsilon = 1e-5): tf.Tensor2D {
  const centered = tf.sub(x, tf.mean(x, 0, true));
  const variance = tf.mean(tf.square(centered), 0, true);
  return tf.mul(centered, tf.rsqrt(tf.add(variance, epsilon)));
}
