import type { Weights } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

/**
 * A convolution with `layer.weight` `[k, k, in, out]` and, if there is one, `layer.bias`: `[N, H, W, in]` to
 * `[N, ⌈H / stride⌉, ⌈W / stride⌉, out]`. Padded by (k − 1) / 2 on all sides whatever the stride, as `padding=k // 2` of
 * PyTorch does; for an even kernel one more below and to the right than above and to the left.
 */
export function conv2d(weights: Weights, layer: string, input: tf.Tensor4D, stride: number): tf.Tensor4D {
  const weight = weights[`${layer}.weight`] as tf.Tensor4D;
  const half = (weight.shape[0] - 1) / 2;
  const around: [number, number] = [Math.floor(half), Math.ceil(half)];
  const result = tf.conv2d(input, weight, stride, [[0, 0], around, around, [0, 0]]);
  const bias = weights[`${layer}.bias`];
  return bias ? tf.add(result, bias) : result;
}
