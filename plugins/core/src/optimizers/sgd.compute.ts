import type { ArgsOf, OptimizerImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import type { sgd } from './sgd.js';

const implementation: OptimizerImplementation = {
  slots: ['momentum'],
  update({ weights, gradient, slots, learningRate, decayMask }, args: ArgsOf<typeof sgd>) {
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
