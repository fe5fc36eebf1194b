import type { TermImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

const implementation: TermImplementation = {
  estimate([a, b]) {
    const distance = tf.mean(tf.sum(tf.squaredDifference(a!, b!), 1));
    // What stands in the objective, and what is reported as the loss.
    return { value: distance, loss: distance };
  },
};

export default implementation;
