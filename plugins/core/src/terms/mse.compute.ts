import type { TermImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { standardize } from './standardize.js';

const implementation: TermImplementation<{ readonly standardize: boolean }> = {
  estimate([prediction, target], args) {
    const wanted = args.standardize ? standardize(target as tf.Tensor2D) : target!;
    const loss = tf.mean(tf.square(tf.sub(prediction!, wanted)));
    return { value: loss, loss };
  },
};

export default implementation;
