import type { TermImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { others } from './normalize.js';

interface VicregArgs {
  readonly invariance: number;
  readonly variance: number;
  readonly covariance: number;
}

/** The hinge on the standard deviations and the squared covariances of one view. */
function spread(x: tf.Tensor2D) {
  const [rows, size] = x.shape;
  const centered = tf.sub(x, tf.mean(x, 0, true));
  const freedom = 1 / Math.max(1, rows - 1);
  const variance = tf.mul(tf.sum(tf.square(centered), 0), freedom);
  const hinge = tf.mean(tf.relu(tf.sub(1, tf.sqrt(tf.add(variance, 1e-4)))));
  const covariance = tf.mul(tf.matMul(centered, centered, true, false), freedom);
  const repeated = tf.mul(tf.sum(tf.mul(tf.square(covariance), others(size))), 1 / size);
  return { hinge, repeated };
}

const implementation: TermImplementation<VicregArgs> = {
  estimate([a, b], { invariance, variance, covariance }) {
    const [one, other] = [spread(a as tf.Tensor2D), spread(b as tf.Tensor2D)];
    const loss = tf.addN([
      tf.mul(tf.mean(tf.square(tf.sub(a!, b!))), invariance),
      tf.mul(tf.add(one.hinge, other.hinge), variance / 2),
      tf.mul(tf.add(one.repeated, other.repeated), covariance),
    ]);
    return { value: loss, loss };
  },
};

export default implementation;
