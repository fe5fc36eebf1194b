import type { OptimizerImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { type AdamArgs, adamChange } from './adam-change.js';
import { penalized } from './penalty.js';

const implementation: OptimizerImplementation<AdamArgs> = {
  update: (step, args) => tf.sub(step.weights, adamChange(step, penalized(step, args.weightDecay), args)),
};

export default implementation;
