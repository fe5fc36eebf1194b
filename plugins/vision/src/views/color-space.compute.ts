import type { ViewImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { choose } from './chance.js';
import { divisor, hexcone } from './hue.js';
import { mixChannels } from './mix-channels.js';

/** Each a `[3, 3]` matrix, row = output. */
const matrices = {
  YDbDr: [
    [0.299, 0.587, 0.114],
    [-0.45, -0.883, 1.333],
    [-1.333, 1.116, 0.217],
  ],
  YCbCr: [
    [0.299, 0.587, 0.114],
    [-0.168736, -0.331264, 0.5],
    [0.5, -0.418688, -0.081312],
  ],
  /** Linear sRGB to XYZ, divided by the D65 white point. */
  XYZ: [
    [0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047],
    [0.2126729, 0.7151522, 0.072175],
    [0.0193339 / 1.08883, 0.119192 / 1.08883, 0.9503041 / 1.08883],
  ],
  /** (f(X), f(Y), f(Z)) to (L + 16, a, b). */
  Lab: [
    [0, 116, 0],
    [500, -500, 0],
    [0, 200, -200],
  ],
} as const;

function map(image: tf.Tensor4D, matrix: keyof typeof matrices): tf.Tensor4D {
  return mixChannels(image, tf.tensor3d([[0, 1, 2].map((i) => matrices[matrix].map((row) => row[i]!))]));
}

/** CIE L*a*b* 1976 of sRGB. */
function lab(image: tf.Tensor4D): tf.Tensor {
  const light = choose(
    tf.step(tf.sub(image, 0.04045)),
    tf.pow(tf.mul(tf.add(tf.relu(image), 0.055), 1 / 1.055), 2.4),
    tf.mul(image, 1 / 12.92),
  );
  const xyz = map(light as tf.Tensor4D, 'XYZ');
  const threshold = (6 / 29) ** 3;
  const f = choose(
    tf.step(tf.sub(xyz, threshold)),
    tf.pow(tf.maximum(xyz, threshold), 1 / 3),
    tf.add(tf.mul(xyz, 1 / (3 * (6 / 29) ** 2)), 4 / 29),
  );
  return tf.sub(map(f as tf.Tensor4D, 'Lab'), tf.tensor1d([16, 0, 0]));
}

/** Hue as a fraction of the turn, saturation, value (Smith 1978). */
function hsv(image: tf.Tensor4D): tf.Tensor {
  const { value, chroma, sextant } = hexcone(image);
  const turn = tf.mul(sextant, 1 / 6);
  const hue = tf.add(turn, tf.step(tf.neg(turn)));
  return tf.concat([hue, tf.div(chroma, divisor(value)), value], 3);
}

interface ColorSpaceArgs {
  readonly space: 'RGB' | 'YDbDr' | 'YCbCr' | 'Lab' | 'HSV';
}

const implementation: ViewImplementation<ColorSpaceArgs> = {
  apply(input, { space }) {
    const image = input as tf.Tensor4D;
    switch (space) {
      case 'RGB':
        return image;
      case 'YDbDr':
        return map(image, 'YDbDr');
      case 'YCbCr':
        return tf.add(map(image, 'YCbCr'), tf.tensor1d([0, 0.5, 0.5]));
      case 'Lab':
        return lab(image);
      case 'HSV':
        return hsv(tf.clipByValue(image, 0, 1));
    }
  },
};

export default implementation;
