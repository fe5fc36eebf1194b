import { backend_util } from '@tensorflow/tfjs-core';
import type { Attributes } from '../../ir/graph.js';
import { type KernelAttributes, type Kernels, one } from '../kernel.js';

/** `pads` are top, left, bottom, right. */
function pooling(shape: readonly number[], attrs: KernelAttributes) {
  const info = backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    attrs.filterSize,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
  );
  const recorded: Attributes = {
    kernel: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [1, 1],
    pads: [info.padInfo.top, info.padInfo.left, info.padInfo.bottom, info.padInfo.right],
  };
  return { outShape: info.outShape, attrs: recorded };
}

const forward = {
  inputs: ['x'],
  infer: ([x]: readonly { shape: readonly number[] }[], attrs: KernelAttributes) => {
    const pool = pooling(x!.shape, attrs);
    return one(pool.outShape, 'float32' as const, pool.attrs);
  },
};

export const poolKernels: Kernels = {
  MaxPool: forward,
  AvgPool: forward,
  MaxPoolGrad: {
    inputs: ['dy', 'input', 'output'],
    infer: ([, x], attrs) => one(x!.shape, 'float32', pooling(x!.shape, attrs).attrs),
  },
  AvgPoolGrad: {
    inputs: ['dy', 'input'],
    infer: ([, x], attrs) => one(x!.shape, 'float32', pooling(x!.shape, attrs).attrs),
  },
};
