import type { OptimizerStep } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

/** The gradient with that of an L2 penalty, ½ · weightDecay · w², where decay applies. */
export function penalized({ weights, gradient, decayMask }: OptimizerStep, weightDecay: number): tf.Tensor {
  if (weightDecay === 0) return gradient;
  return tf.add(gradient, tf.mul(weights, tf.mul(decayMask(), weightDecay)));
}
