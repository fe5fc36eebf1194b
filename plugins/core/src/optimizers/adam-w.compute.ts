import type { OptimizerImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { type AdamArgs, adamChange } from './adam-change.js';

const implementation: OptimizerImplementation<AdamArgs> = {
  update(step, args) {
    const { weights, gradient, learningRate, decayMask } = step;
    const kept =
      args.weightDecay > 0
        ? tf.mul(weights, tf.sub(1, tf.mul(decayMask(), tf.mul(learningRate, args.weightDecay))))
        : weights;
    return tf.sub(kept, adamChange(step, gradient, args));
  },
};

export default implementation;
