import type { ArgsOf, ViewImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import type { noise } from './noise.js';

const implementation: ViewImplementation = {
  apply: (input, { std }: ArgsOf<typeof noise>, { random, training }) =>
    training ? tf.add(input, random.normal(input.shape, std)) : input,
};

export default implementation;
