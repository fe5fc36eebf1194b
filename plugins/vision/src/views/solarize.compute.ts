import type { ViewImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { chance } from './chance.js';

interface SolarizeArgs {
  readonly threshold: number;
  readonly p: number;
}

const implementation: ViewImplementation<SolarizeArgs> = {
  apply(input, { threshold, p }, { random }) {
    const rows = input.shape[0]!;
    const applied = tf.reshape(chance(random, rows, p), [rows, 1, 1, 1]);
    const bright = tf.sub(1, tf.step(tf.sub(threshold, input)));
    return tf.add(input, tf.mul(tf.mul(applied, bright), tf.sub(1, tf.mul(input, 2))));
  },
};

export default implementation;
