import type { Range, ViewImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { applyMatrices } from '../resample/apply-matrices.js';
import { indices } from '../resample/matrices.js';
import { chance, choose } from './chance.js';

interface GaussianBlurArgs {
  readonly sigma: Range;
  readonly p: number;
}

/**
 * `[N, size, size]`: Gaussian weights between all pixels of an axis, plus those of the mirror images beyond both ends; the
 * matrix is symmetric, so rows and columns sum to 1 and neither constants nor the mean change.
 */
function gaussian(sigma: tf.Tensor, size: number): tf.Tensor {
  const outputs = indices(size, 'output');
  const inputs = indices(size, 'input');
  const sharpness = tf.div(-0.5, tf.square(sigma));
  const bell = (distance: tf.Tensor) => tf.exp(tf.mul(tf.square(distance), sharpness));
  const straight = tf.sub(outputs, inputs);
  const mirrored = tf.add(tf.add(outputs, inputs), 1);
  const weights = tf.addN([
    ...[-2, 0, 2].map((shift) => bell(tf.add(straight, shift * size))),
    ...[-4, -2, 0, 2].map((shift) => bell(tf.add(mirrored, shift * size))),
  ]);
  return tf.div(weights, tf.sum(weights, 2, true));
}

const implementation: ViewImplementation<GaussianBlurArgs> = {
  apply(input, { sigma, p }, { random }) {
    const images = input as tf.Tensor4D;
    const [rows, height, width] = images.shape;
    const sigmas = random.uniform([rows, 1, 1], sigma.from, sigma.to);
    const blurred = chance(random, rows, p);
    const matrix = (size: number) =>
      choose(blurred, gaussian(sigmas, size), tf.expandDims(tf.eye(size), 0)) as tf.Tensor3D;
    const y = matrix(height);
    return applyMatrices(images, y, height === width ? y : matrix(width));
  },
};

export default implementation;
