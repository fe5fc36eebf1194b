import type { TermImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { standardize } from './standardize.js';

/** Keeps entries of no variance at 0, and the variance of all others at 1. */
const EPSILON = 1e-10;

const implementation: TermImplementation<{ readonly standardize: boolean }> = {
  estimate([prediction, target], args) {
    const rows: tf.Tensor2D = tf.reshape(target!, prediction!.shape as [number, number]);
    const wanted = args.standardize ? standardize(centred(rows), EPSILON) : rows;
    const loss = tf.mean(tf.square(tf.sub(prediction!, wanted)));
    return { value: loss, loss };
  },
};

/** Without its mean first: what rounding leaves of an entry that is the same in all rows would count as its spread. */
function centred(target: tf.Tensor2D): tf.Tensor2D {
  return tf.sub(target, tf.mean(target, 0, true));
}

export default implementation;
