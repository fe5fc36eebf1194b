import type { OptimizerImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

interface LarsArgs {
  readonly momentum: number;
  readonly weightDecay: number;
  readonly trust: number;
}

const norm = (x: tf.Tensor) => tf.sqrt(tf.sum(tf.square(x)));

/** `trust · |w| / |g| · g`; `g` where the weights are zero. */
function scaled(w: tf.Tensor, g: tf.Tensor, trust: number): tf.Tensor {
  const [ofWeights, ofGradient] = [norm(w), norm(g)];
  const ratio = tf.div(tf.mul(ofWeights, trust), tf.add(ofGradient, tf.sub(1, tf.step(ofGradient))));
  return tf.mul(g, tf.add(ratio, tf.sub(1, tf.step(ofWeights))));
}

const implementation: OptimizerImplementation<LarsArgs> = {
  update({ weights, gradient, state, next, learningRate, segments }, args) {
    const part = (x: tf.Tensor, offset: number, size: number) => tf.slice(x, [offset], [size]);
    const gradients = segments.map(({ offset, size, decay }) => {
      const g = part(gradient, offset, size);
      if (!decay) return g;
      const w = part(weights, offset, size);
      return scaled(w, tf.add(g, tf.mul(w, args.weightDecay)), args.trust);
    });
    const momentum = tf.add(tf.mul(state.momentum!, args.momentum), tf.concat(gradients, 0));
    next('momentum', momentum);
    return tf.sub(weights, tf.mul(momentum, learningRate));
  },
};

export default implementation;
