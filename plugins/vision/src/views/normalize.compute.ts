import type { ArgsOf, ViewImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import type { normalize } from './normalize.js';

const implementation: ViewImplementation = {
  apply(input, { mean, std }: ArgsOf<typeof normalize>) {
    const divisors = [std].flat();
    return tf.mul(tf.sub(input, tf.tensor1d([mean].flat())), tf.tensor1d(divisors.map((value) => 1 / value)));
  },
};

export default implementation;
