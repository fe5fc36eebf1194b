import type { Weights } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

/**
 * A convolution with `layer.weight` `[k, k, in, out]` and, if there is one, `layer.bias`: `[N, H, W, in]` to
 * `[N, ⌈H / stride⌉, ⌈W / stride⌉, out]` (padding as TensorFlow's `same`: the odd pixel below and to the right), or with
 * `pad` pixels on all sides.
 */
export function conv2d(
  weights: Weights,
  layer: string,
  input: tf.Tensor4D,
  stride: number,
  pad: 'same' | number = 'same',
): tf.Tensor4D {
  const result = tf.conv2d(input, weights[`${layer}.weight`] as tf.Tensor4D, stride, pad);
  const bias = weights[`${layer}.bias`];
  return bias ? tf.add(result, bias) : result;
}
