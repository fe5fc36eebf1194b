import * as tf from '@tensorflow/tfjs-core';

/**
 * @typedef {{ readonly of: import('@infomin/plugin').NestedModel, readonly rate: number }} Args
 * @type {import('@infomin/plugin').ModelImplementation<Args>}
 */
const implementation = {
  apply: (weights, input, { of }, context) => of.implementation.apply(weights, input, of.args, context),
  follow({ of, rate }, { state, next, weightsOf }) {
    for (const [name, value] of Object.entries(weightsOf(of))) {
      next(name, tf.add(tf.mul(state[name], rate), tf.mul(value, 1 - rate)));
    }
  },
};

export default implementation;
