import type { TermImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { logSumExp } from './log-sum-exp.js';

interface INceArgs {
  readonly temperature: number;
  readonly symmetric: boolean;
}

/** Rows of `[N, D]` scaled to length 1. */
function normalize(x: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(x, tf.rsqrt(tf.add(tf.sum(tf.square(x), 1, true), 1e-12)));
}

const implementation: TermImplementation<INceArgs> = {
  estimate([a, b], { temperature, symmetric }) {
    const rows = a!.shape[0]!;
    const anchor = tf.mul(normalize(a as tf.Tensor2D), 1 / temperature);
    const other = normalize(b as tf.Tensor2D);
    const positives = tf.mean(tf.sum(tf.mul(anchor, other), 1));
    const forward = tf.mean(logSumExp(tf.matMul(anchor, other, false, true)));
    const partition = symmetric
      ? tf.mul(tf.add(forward, tf.mean(logSumExp(tf.matMul(other, anchor, false, true)))), 0.5)
      : forward;
    const loss = tf.sub(partition, positives) as tf.Scalar;
    return { value: tf.sub(Math.log(rows), loss), loss };
  },
  ceiling: (_args, rows) => Math.log(rows),
};

export default implementation;
