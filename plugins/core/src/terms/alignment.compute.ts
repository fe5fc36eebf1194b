import type { TermImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { normalize } from './normalize.js';

const implementation: TermImplementation = {
  estimate([a, b]) {
    const cosines = tf.sum(tf.mul(normalize(a as tf.Tensor2D), normalize(b as tf.Tensor2D)), 1);
    const loss = tf.neg(tf.mean(cosines));
    return { value: loss, loss };
  },
};

export default implementation;
