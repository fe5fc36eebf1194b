import type { OptimizerImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

interface SgdArgs {
  readonly momentum: number;
  readonly weightDecay: number;
  readonly nesterov: boolean;
}

const implementation: OptimizerImplementation<SgdArgs> = {
  slots: ['momentum'],
  update({ weights, gradient, slots, learningRate, decayMask }, args) {
    const g =
      args.weightDecay > 0
        ? tf.add(gradient, tf.mul(weights, tf.mul(decayMask(), args.weightDecay)))
        : gradient;
    const momentum = args.momentum > 0 ? tf.add(tf.mul(slots.momentum!, args.momentum), g) : g;
    const direction = args.nesterov ? tf.add(g, tf.mul(momentum, args.momentum)) : momentum;
    return { weights: tf.sub(weights, tf.mul(direction, learningRate)), slots: { momentum } };
  },
};

export default implementation;
