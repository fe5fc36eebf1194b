import * as tf from '@tensorflow/tfjs-core';

/**
 * Geometry as interpolation matrices: row i of an axis' matrix holds the weights with which the input's pixels make the
 * output's pixel i, so that a crop, a scaling or a blur is `A_y · image · A_xᵀ`: products every engine is good at,
 * differentiable, and different for every row of the batch.
 */

/** Along one axis: the box `[start, start + extent)` in whole input pixels, per row of the batch, `[N, 1, 1]` or numbers. */
export interface Interval {
  readonly start: tf.Tensor | number;
  readonly extent: tf.Tensor | number;
}

/** 0, 1, …, size−1 as `[1, size, 1]` (outputs) or `[1, 1, size]` (inputs). */
export function indices(size: number, axis: 'output' | 'input'): tf.Tensor3D {
  const values = Float32Array.from({ length: size }, (_, i) => i);
  return tf.tensor3d(values, axis === 'output' ? [1, size, 1] : [1, 1, size]);
}

/**
 * `[N or 1, out, in]`: bilinear interpolation of the interval, of whole pixels, at the centres of `out` pixels; where it
 * shrinks, the triangle is widened by the factor (antialiased). Pixels outside have no weight, and weights sum to 1, so
 * edges repeat and constants stay: what cutting the interval out and `torchvision`'s `resize` do.
 */
export function bilinear({ start, extent }: Interval, input: number, output: number): tf.Tensor3D {
  const scale = tf.mul(extent, 1 / output);
  const centers = tf.sub(tf.add(tf.mul(tf.add(indices(output, 'output'), 0.5), scale), start), 0.5);
  const width = tf.maximum(scale, 1);
  const pixels = indices(input, 'input');
  const from = tf.step(tf.sub(pixels, tf.sub(start, 0.5)));
  const inside = tf.mul(from, tf.step(tf.sub(tf.sub(tf.add(start, extent), 0.5), pixels)));
  const distances = tf.div(tf.abs(tf.sub(pixels, centers)), width);
  const weights = tf.mul(tf.relu(tf.sub(1, distances)), inside);
  return tf.div(weights, tf.sum(weights, 2, true)) as tf.Tensor3D;
}

/** `[N or 1, size, in]`: the `size` pixels from a whole-numbered `start` on, exactly. */
export function selection(start: tf.Tensor | number, input: number, size: number): tf.Tensor3D {
  const places = tf.add(indices(size, 'output'), start);
  return tf.relu(tf.sub(1, tf.abs(tf.sub(indices(input, 'input'), places)))) as tf.Tensor3D;
}

/** A whole number for each of the `N` rows, uniform in 0..count−1, as `[N, 1, 1]`; from draws in [0, 1). */
export function wholeNumbers(uniform: tf.Tensor, count: number | tf.Tensor): tf.Tensor {
  return tf.minimum(tf.floor(tf.mul(uniform, count)), tf.sub(count, 1));
}
