import * as tf from '@tensorflow/tfjs-core';
import type { KernelAttributes, Kernels } from '../kernel.js';

type Inputs = Readonly<Record<string, tf.Tensor>>;

/** Bias and activation of a fused op, as ops of their own. */
function finish(
  result: tf.Tensor,
  { bias, preluActivationWeights }: Inputs,
  attrs: KernelAttributes,
): tf.Tensor {
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
export const fusedKernels: Kernels = {
  _FusedMatMul: {
    compose: (inputs, attrs) =>
      finish(tf.matMul(inputs.a!, inputs.b!, attrs.transposeA, attrs.transposeB), inputs, attrs),
  },
  FusedBatchNorm: {
    compose: ({ x, mean, variance, offset, scale }, { varianceEpsilon }) => {
      const inverse = tf.rsqrt(tf.add(variance!, varianceEpsilon));
      const slope = scale ? tf.mul(inverse, scale) : inverse;
      const shift = tf.neg(tf.mul(mean!, slope));
      return tf.add(tf.mul(x!, slope), offset ? tf.add(shift, offset) : shift);
    },
  },
  FusedConv2D: {
    compose: (inputs, a) =>
      finish(
        tf.conv2d(
          inputs.x as tf.Tensor4D,
          inputs.filter as tf.Tensor4D,
          a.strides,
          a.pad,
          a.dataFormat,
          a.dilations,
        ),
        inputs,
        a,
      ),
  },
  FusedDepthwiseConv2D: {
    compose: (inputs, a) =>
      finish(
        tf.depthwiseConv2d(
          inputs.x as tf.Tensor4D,
          inputs.filter as tf.Tensor4D,
          a.strides,
          a.pad,
          'NHWC',
          a.dilations,
        ),
        inputs,
        a,
      ),
  },
};
