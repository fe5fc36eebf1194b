import type { ModelImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { batchNorm, plainBatchNorm } from '../layers/batch-norm.js';
import { linear } from '../layers/linear.js';

interface MlpArgs {
  readonly hidden: number | readonly number[];
  readonly norm: 'batch' | 'none';
  readonly normOut?: 'batch' | 'none' | undefined;
}

const implementation: ModelImplementation<MlpArgs> = {
  apply(weights, input, { hidden, norm, normOut }, context) {
    let x = tf.reshape(input, [input.shape[0]!, -1]) as tf.Tensor2D;
    for (let i = 1; i <= [hidden].flat().length; i++) {
      x = linear(weights, `hidden${i}`, x);
      x = norm === 'batch' ? batchNorm(weights, `norm${i}`, x, context, { relu: true }) : tf.relu(x);
    }
    const output = linear(weights, 'linear', x);
    return normOut === 'batch' ? plainBatchNorm(weights, 'normOut', output, context) : output;
  },
};

export default implementation;
