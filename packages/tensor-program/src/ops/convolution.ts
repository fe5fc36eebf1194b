import { UserError } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { op } from './row.js';
import type { Shape, Type } from './type.js';
import { checkRounding, type Shape4, shape4, type Windows, windowCounts, windowKinds } from './windows.js';

type ConvolutionAttrs = Pick<tf.Conv2DAttrs, 'strides' | 'pad'> &
  Partial<Pick<tf.Conv2DAttrs, 'dataFormat' | 'dilations' | 'dimRoundingMode'>>;

/** Windows of an image `[N, H, W, C]` under a filter `[KH, KW, C, …]`. */
function windowsOf(
  name: string,
  image: Shape,
  filter: Shape,
  attrs: ConvolutionAttrs,
  depthwise: boolean,
): Windows {
  const format = attrs.dataFormat ?? 'NHWC';
  if (format !== 'NHWC') {
    throw new UserError(`${name} in the layout ${format} cannot be compiled`, 'Use NHWC, the default.');
  }
  checkRounding(attrs.dimRoundingMode);
  const info = tf.backend_util.computeConv2DInfo(
    [...image] as [number, number, number, number],
    [...filter] as [number, number, number, number],
    attrs.strides,
    attrs.dilations ?? 1,
    attrs.pad,
    undefined,
    depthwise,
  );
  return {
    kernel: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: [info.padInfo.top, info.padInfo.left, info.padInfo.bottom, info.padInfo.right],
  };
}

/** Throws where image, filter and result do not belong together; a depthwise filter is `[KH, KW, C, M]`, its result C · M. */
function fit(windows: Windows, image: Shape4, filter: Shape4, result: Shape4, depthwise: boolean): void {
  const [n, h, w, c] = image;
  const [kh, kw, channels, last] = filter;
  const out = depthwise ? c * last : last;
  const [oh, ow] = windowCounts(h, w, windows);
  const fits =
    [kh, kw].join() === windows.kernel.join() && channels === c && [n, oh, ow, out].join() === result.join();
  if (!fits) throw new Error(`no convolution of [${image}] by [${filter}] gives [${result}]`);
}

function operations(forward: string, depthwise: boolean) {
  const float = (shape: Shape): Type => ({ shape, dtype: 'float32' });
  return {
    forward: op({
      inputs: ['x', 'filter'],
      attrs: windowKinds,
      linear: 'each',
      batch: { of: [0] },
      ...(depthwise ? {} : { convolution: { image: 0, filter: 1, result: 2 } }),
      infer: ([x, filter], windows) => {
        const [image, taps] = [shape4(x), shape4(filter)];
        const channels = depthwise ? taps[2] * taps[3] : taps[3];
        const result = [image[0], ...windowCounts(image[1], image[2], windows), channels] as const;
        fit(windows, image, taps, result, depthwise);
        return float(result);
      },
      record: (attrs: tf.Conv2DAttrs, [x, filter]) =>
        windowsOf(forward, x.shape, filter.shape, attrs, depthwise),
    }),
    filterGradient: op({
      inputs: ['x', 'dy'],
      attrs: windowKinds,
      linear: 'each',
      batch: { of: [0, 1], sums: true },
      ...(depthwise ? {} : { convolution: { image: 0, filter: 2, result: 1 } }),
      infer: ([x, dy], windows) => {
        const [image, result] = [shape4(x), shape4(dy)];
        const [c, out] = [image[3], result[3]];
        const filter = [...windows.kernel, c, depthwise ? out / c : out] as const;
        fit(windows, image, filter, result, depthwise);
        return float(filter);
      },
      record: (attrs: tf.Conv2DBackpropFilterAttrs, [x]) =>
        windowsOf(`${forward}BackpropFilter`, x.shape, attrs.filterShape, attrs, depthwise),
    }),
    inputGradient: op({
      inputs: ['dy', 'filter'],
      attrs: { ...windowKinds, size: 'pair' },
      linear: 'each',
      batch: { of: [0] },
      ...(depthwise ? {} : { convolution: { image: 2, filter: 1, result: 0 } }),
      infer: ([dy, filter], { size, ...windows }) => {
        const [result, taps] = [shape4(dy), shape4(filter)];
        const image = [result[0], ...size, taps[2]] as const;
        fit(windows, image, taps, result, depthwise);
        return float(image);
      },
      record: (attrs: tf.Conv2DBackpropInputAttrs, [, filter]) => ({
        ...windowsOf(`${forward}BackpropInput`, attrs.inputShape, filter.shape, attrs, depthwise),
        size: [attrs.inputShape[1], attrs.inputShape[2]],
      }),
    }),
  };
}

const full = operations('Conv2D', false);
const depthwise = operations('DepthwiseConv2dNative', true);

export const convolution = {
  Conv2D: full.forward,
  Conv2DBackpropFilter: full.filterGradient,
  Conv2DBackpropInput: full.inputGradient,
  DepthwiseConv2dNative: depthwise.forward,
  DepthwiseConv2dNativeBackpropFilter: depthwise.filterGradient,
  DepthwiseConv2dNativeBackpropInput: depthwise.inputGradient,
};
