import type { ModelImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { batchNorm } from '../layers/batch-norm.js';
import { conv2d } from '../layers/conv2d.js';
import { linear } from '../layers/linear.js';
import { alexNetLayers } from './alex-net-layers.js';

const implementation: ModelImplementation<{ readonly width: number }> = {
  apply(weights, input, { width }, context) {
    const { convolutions, linears } = alexNetLayers(width);
    let image = input as tf.Tensor4D;
    for (const { name, pool } of convolutions) {
      image = batchNorm(weights, `${name}.norm`, conv2d(weights, name, image, 1), context, { relu: true });
      if (pool) image = tf.maxPool(image, 3, 2, 1);
    }
    let x = tf.reshape(image, [image.shape[0], -1]) as tf.Tensor2D;
    for (const { name } of linears) {
      x = batchNorm(weights, `${name}.norm`, linear(weights, name, x), context, { relu: true });
    }
    return linear(weights, 'linear', x);
  },
};

export default implementation;
