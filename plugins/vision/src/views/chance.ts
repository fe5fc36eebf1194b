import type { TensorRandom } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

/** 1 with probability `p`, else 0, for each of the rows: `[N, 1, 1]`. */
export function chance(random: TensorRandom, rows: number, p: number): tf.Tensor {
  const drawn = random.uniform([rows, 1, 1]);
  // A draw just below 1 may round to 1: it must not count as a miss when p is 1.
  return tf.step(tf.sub(p < 1 ? p : 2, drawn));
}

/** `yes` where `mask` is 1, `no` where it is 0; both must be finite. */
export function choose(mask: tf.Tensor, yes: tf.Tensor, no: tf.Tensor): tf.Tensor {
  return tf.add(tf.mul(mask, yes), tf.mul(tf.sub(1, mask), no));
}
