import type { TermImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

const implementation: TermImplementation = {
  estimate([a, b]) {
    const distance = tf.mean(tf.sum(tf.squaredDifference(a!, b!), 1));
    // The objective maximises it; a loss is what goes down meanwhile.
    return { value: tf.neg(distance), loss: distance };
  },
};

export default implementation;
