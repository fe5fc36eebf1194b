import type { OptimizerImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

interface SgdArgs {
  readonly momentum: number;
  readonly weightDecay: number;
  readonly nesterov: boolean;
}

const implementation: OptimizerImplementation<SgdArgs> = {
  update({ weights, gradient, state, next, learningRate, decayMask }, args) {
    const g =
      args.weightDecay > 0
        ? tf.add(gradient, tf.mul(weights, tf.mul(decayMask(), args.weightDecay)))
        : gradient;
    const momentum = args.momentum > 0 ? tf.add(tf.mul(state.momentum!, args.momentum), g) : g;
    if (args.momentum > 0) next('momentum', momentum);
    const direction = args.nesterov ? tf.add(g, tf.mul(momentum, args.momentum)) : momentum;
    return tf.sub(weights, tf.mul(direction, learningRate));
  },
};

export default implementation;
