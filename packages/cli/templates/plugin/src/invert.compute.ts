import type { ViewImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

const implementation: ViewImplementation<{ readonly probability: number }> = {
  apply(input, { probability }, { random }) {
    const draws = random.uniform([input.shape[0]!, 1, 1, 1], 0, 1);
    const inverted = tf.cast(tf.less(draws, probability), 'float32');
    // x where nothing is inverted, 1 − x where it is.
    return tf.add(inverted, tf.mul(input, tf.sub(1, tf.mul(2, inverted))));
  },
};

export default implementation;
