import type { ViewImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { chance, choose } from './chance.js';

const implementation: ViewImplementation<{ readonly p: number }> = {
  apply(input, { p }, { random }) {
    const rows = input.shape[0]!;
    const flipped = tf.reshape(chance(random, rows, p), [rows, 1, 1, 1]);
    return choose(flipped, tf.reverse(input, 2), input);
  },
};

export default implementation;
