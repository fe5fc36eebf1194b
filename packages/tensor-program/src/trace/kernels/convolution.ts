import { backend_util } from '@tensorflow/tfjs-core';
import type { Attributes } from '../../ir/graph.js';
import { type KernelAttributes, type Kernels, one } from '../kernel.js';

type Shape4 = [number, number, number, number];

/** What lowering has to know of a convolution: `pads` are top, left, bottom, right. */
function convolution(
  x: readonly number[],
  filter: readonly number[],
  attrs: KernelAttributes,
  depthwise: boolean,
) {
  const format = attrs.dataFormat ?? 'NHWC';
  const info = backend_util.computeConv2DInfo(
    x as Shape4,
    filter as Shape4,
    attrs.strides,
    attrs.dilations ?? 1,
    attrs.pad,
    attrs.dimRoundingMode,
    depthwise,
    backend_util.convertConv2DDataFormat(format),
  );
  const recorded: Attributes = {
    kernel: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: [info.padInfo.top, info.padInfo.left, info.padInfo.bottom, info.padInfo.right],
    format,
  };
  return { outShape: info.outShape, attrs: recorded };
}

function kernelsOf(names: { forward: string; filter: string; input: string }, depthwise: boolean): Kernels {
  return {
    [names.forward]: {
      inputs: ['x', 'filter'],
      infer: ([x, filter], attrs) => {
        const conv = convolution(x!.shape, filter!.shape, attrs, depthwise);
        return one(conv.outShape, 'float32', conv.attrs);
      },
    },
    [names.filter]: {
      inputs: ['x', 'dy'],
      infer: ([x], attrs) =>
        one(attrs.filterShape, 'float32', convolution(x!.shape, attrs.filterShape, attrs, depthwise).attrs),
    },
    [names.input]: {
      inputs: ['dy', 'filter'],
      infer: ([, filter], attrs) =>
        one(
          attrs.inputShape,
          'float32',
          convolution(attrs.inputShape, filter!.shape, attrs, depthwise).attrs,
        ),
    },
  };
}

export const convolutionKernels: Kernels = {
  ...kernelsOf({ forward: 'Conv2D', filter: 'Conv2DBackpropFilter', input: 'Conv2DBackpropInput' }, false),
  ...kernelsOf(
    {
      forward: 'DepthwiseConv2dNative',
      filter: 'DepthwiseConv2dNativeBackpropFilter',
      input: 'DepthwiseConv2dNativeBackpropInput',
    },
    true,
  ),
};
