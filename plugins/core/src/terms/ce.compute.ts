import type { TermImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { logSumExp } from './log-sum-exp.js';

interface CeArgs {
  readonly temperature?: number | undefined;
  readonly targetTemperature?: number | undefined;
}

const implementation: TermImplementation<CeArgs> = {
  estimate([logits, label], { temperature = 1, targetTemperature = 1 }) {
    const x: tf.Tensor2D = tf.mul(logits!, 1 / temperature);
    const wanted =
      label!.rank === 2
        ? softmax(tf.mul(label!, 1 / targetTemperature))
        : tf.oneHot(tf.cast(label!, 'int32') as tf.Tensor1D, x.shape[1], 1, 0, 'float32');
    const loss = tf.mean(tf.sub(logSumExp(x), tf.sum(tf.mul(x, wanted), 1)));
    return { value: loss, loss };
  },
};

function softmax(x: tf.Tensor2D): tf.Tensor {
  return tf.exp(tf.sub(x, tf.expandDims(logSumExp(x), 1)));
}

export default implementation;
