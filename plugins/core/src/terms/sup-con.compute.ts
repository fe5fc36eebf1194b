import type { TermImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { others } from './normalize.js';
import { bothViews } from './nt-xent.js';

const implementation: TermImplementation<{ readonly temperature: number }> = {
  estimate([a, b, labels], { temperature }) {
    const { scores, partition } = bothViews(a as tf.Tensor2D, b as tf.Tensor2D, temperature);
    const [size] = scores.shape;
    const classes = tf.concat([labels!, labels!], 0);
    const equal = tf.equal(tf.reshape(classes, [size, 1]), tf.reshape(classes, [1, size]));
    const positive = tf.mul(tf.cast(equal, 'float32'), others(size));
    const mean = tf.div(tf.sum(tf.mul(scores, positive), 1), tf.sum(positive, 1));
    const loss: tf.Scalar = tf.mean(tf.sub(partition, mean));
    return { value: loss, loss };
  },
};

export default implementation;
