import type { TermImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { logSumExp } from './log-sum-exp.js';

const implementation: TermImplementation = {
  estimate([logits, label]) {
    const x = logits as tf.Tensor2D;
    const chosen = tf.oneHot(tf.cast(label!, 'int32') as tf.Tensor1D, x.shape[1], 1, 0, 'float32');
    const loss = tf.mean(tf.sub(logSumExp(x), tf.sum(tf.mul(x, chosen), 1)));
    return { value: loss, loss };
  },
};

export default implementation;
