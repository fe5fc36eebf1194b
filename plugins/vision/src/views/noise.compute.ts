import type { ViewImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

const implementation: ViewImplementation<{ readonly std: number }> = {
  apply: (input, { std }, { random }) => tf.add(input, random.normal(input.shape, std)),
};

export default implementation;
