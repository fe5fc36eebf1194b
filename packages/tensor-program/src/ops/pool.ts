import * as tf from '@tensorflow/tfjs-core';
import { op, rows } from './row.js';
import { sameShape, type Type } from './type.js';
import { checkRounding, shape4, type Windows, windowCounts, windowKinds } from './windows.js';

function windowsOf(x: Type, attrs: tf.MaxPoolAttrs): Windows {
  checkRounding(attrs.dimRoundingMode);
  const info = tf.backend_util.computePool2DInfo(
    [...shape4(x)] as [number, number, number, number],
    attrs.filterSize,
    attrs.strides,
    1,
    attrs.pad,
  );
  return {
    kernel: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [1, 1],
    pads: [info.padInfo.top, info.padInfo.left, info.padInfo.bottom, info.padInfo.right],
  };
}

function pooled(x: Type, windows: Windows): Type {
  const [n, h, w, c] = shape4(x);
  return { shape: [n, ...windowCounts(h, w, windows), c], dtype: 'float32' };
}

/** A gradient `dy` of the result of pooling `x`, brought back to `x`. */
function back(dy: Type, x: Type, windows: Windows): Type {
  const { shape } = pooled(x, windows);
  if (!sameShape(dy.shape, shape))
    throw new Error(`pooling [${x.shape}] gives [${shape}], not [${dy.shape}]`);
  return { shape: x.shape, dtype: 'float32' };
}

export const pool = {
  ...rows(
    ['MaxPool', 'AvgPool'],
    op({
      inputs: ['x'],
      attrs: windowKinds,
      batch: { of: [0] },
      infer: ([x], windows) => pooled(x, windows),
      record: (attrs: tf.MaxPoolAttrs, [x]) => windowsOf(x, attrs),
    }),
  ),
  MaxPoolGrad: op({
    inputs: ['dy', 'input', 'output'],
    attrs: windowKinds,
    batch: { of: [0, 1, 2] },
    infer: ([dy, x], windows) => back(dy, x, windows),
    record: (attrs: tf.MaxPoolGradAttrs, [, x]) => windowsOf(x, attrs),
  }),
  AvgPoolGrad: op({
    inputs: ['dy', 'input'],
    attrs: windowKinds,
    batch: { of: [0, 1] },
    infer: ([dy, x], windows) => back(dy, x, windows),
    record: (attrs: tf.AvgPoolGradAttrs, [, x]) => windowsOf(x, attrs),
  }),
};
