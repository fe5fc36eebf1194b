import type { TermImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

const implementation: TermImplementation = {
  estimate([prediction, target]) {
    const loss = tf.mean(tf.square(tf.sub(prediction!, target!)));
    return { value: loss, loss };
  },
};

export default implementation;
