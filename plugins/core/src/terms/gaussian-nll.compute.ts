import type { TermImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { predicted } from './predicted.js';

const implementation: TermImplementation = {
  estimate([prediction, target]) {
    const { mean, logVariance } = predicted(prediction as tf.Tensor2D);
    const squares = tf.mul(tf.square(tf.sub(target!, mean)), tf.exp(tf.neg(logVariance)));
    const entries = tf.add(tf.add(logVariance, squares), Math.log(2 * Math.PI));
    const loss = tf.mul(tf.mean(tf.sum(entries, 1)), 0.5);
    return { value: loss, loss };
  },
};

export default implementation;
