import type { Weights } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

/** `x · layer.weight + layer.bias`: `[N, in]` to `[N, out]`; without a bias if the layer has none. */
export function linear(weights: Weights, layer: string, input: tf.Tensor2D): tf.Tensor2D {
  const result: tf.Tensor2D = tf.matMul(input, weights[`${layer}.weight`] as tf.Tensor2D);
  const bias = weights[`${layer}.bias`];
  return bias ? tf.add<tf.Tensor2D>(result, bias) : result;
}
