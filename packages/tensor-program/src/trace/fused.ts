import * as tf from '@tensorflow/tfjs-core';
import { type Composition, composition, type Inputs } from './composition.js';

type Activation = Pick<tf._FusedMatMulAttrs, 'activation' | 'leakyreluAlpha'>;

/** Bias and activation of a fused op, as ops of their own. */
function finish(result: tf.Tensor, { bias, preluActivationWeights }: Inputs, attrs: Activation): tf.Tensor {
  const y = bias ? tf.add(result, bias) : result;
  switch (attrs.activation ?? 'linear') {
    case 'linear':
      return y;
    case 'relu':
      return tf.relu(y);
    case 'relu6':
      return tf.relu6(y);
    case 'elu':
      return tf.elu(y);
    case 'sigmoid':
      return tf.sigmoid(y);
    case 'leakyrelu':
      return tf.leakyRelu(y, attrs.leakyreluAlpha);
    case 'prelu':
      return tf.prelu(y, preluActivationWeights!);
    default:
      throw new Error(`fused activation ${attrs.activation}`);
  }
}

/** Kernels that stand for several ops, traced as those. */
export const fused: Readonly<Record<string, Composition>> = {
  _FusedMatMul: composition<tf._FusedMatMulAttrs>((inputs, attrs) =>
    finish(tf.matMul(inputs.a!, inputs.b!, attrs.transposeA, attrs.transposeB), inputs, attrs),
  ),
  FusedBatchNorm: composition<tf.FusedBatchNormAttrs>(
    ({ x, mean, variance, offset, scale }, { varianceEpsilon }) => {
      const inverse = tf.rsqrt(tf.add(variance!, varianceEpsilon));
      const slope = scale ? tf.mul(inverse, scale) : inverse;
      const shift = tf.neg(tf.mul(mean!, slope));
      return tf.add(tf.mul(x!, slope), offset ? tf.add(shift, offset) : shift);
    },
  ),
  FusedConv2D: composition<tf.FusedConv2DAttrs>((inputs, attrs) => {
    const [x, filter] = [inputs.x as tf.Tensor4D, inputs.filter as tf.Tensor4D];
    const { strides, pad, dataFormat, dilations, dimRoundingMode } = attrs;
    return finish(tf.conv2d(x, filter, strides, pad, dataFormat, dilations, dimRoundingMode), inputs, attrs);
  }),
  FusedDepthwiseConv2D: composition<tf.FusedDepthwiseConv2DAttrs>((inputs, attrs) => {
    const [x, filter] = [inputs.x as tf.Tensor4D, inputs.filter as tf.Tensor4D];
    const { strides, pad, dilations, dimRoundingMode } = attrs;
    return finish(
      tf.depthwiseConv2d(x, filter, strides, pad, 'NHWC', dilations, dimRoundingMode),
      inputs,
      attrs,
    );
  }),
};
