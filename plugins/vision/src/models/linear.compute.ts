import type { ModelImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { linear } from '../layers/linear.js';

const implementation: ModelImplementation = {
  apply: (weights, input) =>
    linear(weights, 'linear', tf.reshape(input, [input.shape[0]!, -1]) as tf.Tensor2D),
};

export default implementation;
