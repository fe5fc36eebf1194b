import * as tf from '@tensorflow/tfjs-core';
import type { Inputs } from './composition.js';

/** Weights of interpolation `[boxes, to, from]` between places `[boxes, to]`; nothing outside of the image. */
function interpolation(places: tf.Tensor, from: number): tf.Tensor {
  const distance = tf.abs(tf.sub(tf.expandDims(places, 2), tf.range(0, from)));
  const inside = tf.logicalAnd(tf.greaterEqual(places, 0), tf.lessEqual(places, from - 1));
  return tf.mul(tf.relu(tf.sub(1, distance)), tf.cast(tf.expandDims(inside, 2), 'float32'));
}

/** Places `[boxes, to]` in an image of `from` pixels that a box from `start` to `end` (0..1) is read at. */
function placesOf(start: tf.Tensor, end: tf.Tensor, from: number, to: number): tf.Tensor {
  const last = from - 1;
  if (to === 1) return tf.expandDims(tf.mul(tf.add(start, end), 0.5 * last), 1);
  const step = tf.mul(tf.sub(end, start), last / (to - 1));
  return tf.add(tf.expandDims(tf.mul(start, last), 1), tf.mul(tf.expandDims(step, 1), tf.range(0, to)));
}

/** Crops as products with matrices of interpolation weights, which depend on the boxes. */
export function cropAndResize(inputs: Inputs, attrs: tf.CropAndResizeAttrs): tf.Tensor {
  const [height, width] = attrs.cropSize;
  const images = tf.gather(tf.cast(inputs.image!, 'float32'), inputs.boxInd as tf.Tensor1D);
  const [n, h, w, c] = images.shape as [number, number, number, number];
  const [top, left, bottom, right] = tf.unstack(inputs.boxes!, 1) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const [ys, xs] = [placesOf(top, bottom, h, height), placesOf(left, right, w, width)];
  const nearest = attrs.method === 'nearest';
  const rows = interpolation(nearest ? tf.floor(tf.add(ys, 0.5)) : ys, h);
  const columns = interpolation(nearest ? tf.floor(tf.add(xs, 0.5)) : xs, w);
  const vertical = tf.reshape(tf.matMul(rows, tf.reshape(images, [n, h, w * c])), [n, height, w, c]);
  const swapped = tf.reshape(tf.transpose(vertical, [0, 2, 1, 3]), [n, w, height * c]);
  const crops = tf.transpose(tf.reshape(tf.matMul(columns, swapped), [n, width, height, c]), [0, 2, 1, 3]);
  if (attrs.extrapolationValue === 0) return crops;
  const covered = tf.matMul(tf.sum(rows, 2, true), tf.sum(columns, 2, true), false, true);
  const outside = tf.sub(1, tf.expandDims(covered, 3));
  return tf.add(crops, tf.mul(outside, attrs.extrapolationValue));
}
