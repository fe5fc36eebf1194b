import type { OptimizerImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { penalized } from './penalty.js';

interface SgdArgs {
  readonly momentum: number;
  readonly weightDecay: number;
  readonly nesterov: boolean;
}

const implementation: OptimizerImplementation<SgdArgs> = {
  update(step, args) {
    const { weights, state, next, learningRate } = step;
    const g = penalized(step, args.weightDecay);
    const momentum = args.momentum > 0 ? tf.add(tf.mul(state.momentum!, args.momentum), g) : g;
    if (args.momentum > 0) next('momentum', momentum);
    const direction = args.nesterov ? tf.add(g, tf.mul(momentum, args.momentum)) : momentum;
    return tf.sub(weights, tf.mul(direction, learningRate));
  },
};

export default implementation;
