import type { ModelImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { batchNorm } from '../layers/batch-norm.js';
import { conv2d } from '../layers/conv2d.js';
import { linear } from '../layers/linear.js';

interface ConvNetArgs {
  readonly channels: readonly number[];
  readonly norm: 'batch' | 'none';
  readonly dim?: number | undefined;
  readonly pool?: 'mean' | 'flatten' | undefined;
}

const implementation: ModelImplementation<ConvNetArgs> = {
  apply(weights, input, { channels, norm, dim, pool }, context) {
    let x = input as tf.Tensor4D;
    for (let i = 1; i <= channels.length; i++) {
      x = conv2d(weights, `conv${i}`, x, 2);
      x = norm === 'batch' ? batchNorm(weights, `norm${i}`, x, context, { relu: true }) : tf.relu(x);
    }
    const pooled = (pool === 'flatten' ? tf.reshape(x, [x.shape[0], -1]) : tf.mean(x, [1, 2])) as tf.Tensor2D;
    return dim ? linear(weights, 'linear', pooled) : pooled;
  },
};

export default implementation;
