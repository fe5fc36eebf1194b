import type { ViewImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

interface NormalizeArgs {
  readonly mean: number | readonly number[];
  readonly std: number | readonly number[];
}

const implementation: ViewImplementation<NormalizeArgs> = {
  apply(input, { mean, std }) {
    const divisors = [std].flat();
    return tf.mul(tf.sub(input, tf.tensor1d([mean].flat())), tf.tensor1d(divisors.map((value) => 1 / value)));
  },
};

export default implementation;
