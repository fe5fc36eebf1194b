import type { TermImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { predicted } from './predicted.js';

const implementation: TermImplementation = {
  estimate([a, b]) {
    const { mean, logVariance } = predicted(a as tf.Tensor2D);
    const centre = tf.mean(b!, 0, true);
    // The mean over j of (b_j − μ)², without a [N, N, D].
    const spread = tf.mean(tf.square(tf.sub(b!, centre)), 0, true);
    const apart = tf.add(tf.square(tf.sub(centre, mean)), spread);
    const own = tf.square(tf.sub(b!, mean));
    const entries = tf.mul(tf.sub(apart, own), tf.exp(tf.neg(logVariance)));
    const value = tf.mul(tf.mean(tf.sum(entries, 1)), 0.5);
    return { value, loss: value };
  },
};

export default implementation;
