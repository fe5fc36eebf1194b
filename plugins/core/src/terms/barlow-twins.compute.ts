import type { TermImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { others } from './normalize.js';
import { standardize } from './standardize.js';

const implementation: TermImplementation<{ readonly lambda: number }> = {
  estimate([a, b], { lambda }) {
    const [rows, size] = a!.shape as [number, number];
    const products = tf.matMul(standardize(a as tf.Tensor2D), standardize(b as tf.Tensor2D), true, false);
    const correlation = tf.mul(products, 1 / rows);
    const same = tf.sum(tf.mul(tf.square(tf.sub(correlation, 1)), tf.eye(size)));
    const different = tf.sum(tf.mul(tf.square(correlation), others(size)));
    const loss: tf.Scalar = tf.add(same, tf.mul(different, lambda));
    return { value: loss, loss };
  },
};

export default implementation;
