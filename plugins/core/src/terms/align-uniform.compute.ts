import { type TermImplementation, UserError } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { normalize } from './normalize.js';
import { logMeanExp } from './pairs.js';

interface AlignUniformArgs {
  readonly alpha: number;
  readonly t: number;
  readonly weight: number;
}

/** Of rows of length 1, whose squared distance is 2 − 2 cos. */
function uniformity(x: tf.Tensor2D, t: number): tf.Tensor {
  if (x.shape[0] < 2)
    throw new UserError('a step has one row: uniformity needs pairs', 'Take a larger `batch`.');
  const cosines = tf.matMul(x, x, false, true);
  return logMeanExp(tf.mul(tf.sub(cosines, 1), 2 * t));
}

const implementation: TermImplementation<AlignUniformArgs> = {
  estimate([a, b], { alpha, t, weight }) {
    const [x, y] = [normalize(a as tf.Tensor2D), normalize(b as tf.Tensor2D)];
    const squares = tf.sum(tf.square(tf.sub(x, y)), 1);
    // A root has no slope at zero, where a pair has met.
    const distances = alpha === 2 ? squares : tf.pow(tf.add(squares, 1e-12), alpha / 2);
    const spread = tf.add(uniformity(x, t), uniformity(y, t));
    const loss: tf.Scalar = tf.add(tf.mean(distances), tf.mul(spread, weight / 2));
    return { value: loss, loss };
  },
};

export default implementation;
