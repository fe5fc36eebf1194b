import * as tf from '@tensorflow/tfjs-core';
import type { Inputs } from './composition.js';

/** Weights `[boxes, to, from]` of pixels at places `[boxes, to]`, interpolated or nearest; nothing outside of the image. */
function weightsAt(places: tf.Tensor, from: number, nearest: boolean): tf.Tensor {
  const at = nearest ? tf.floor(tf.add(places, 0.5)) : places;
  const distance = tf.abs(tf.sub(tf.expandDims(at, 2), tf.range(0, from)));
  const inside = tf.logicalAnd(tf.greaterEqual(places, 0), tf.lessEqual(places, from - 1));
  return tf.mul(tf.relu(tf.sub(1, distance)), tf.cast(tf.expandDims(inside, 2), 'float32'));
}

/**
 * Places `[boxes, to]` in an image of `from` pixels that a box from `start` to `end` (0..1) is read at. Weighted means of both
 * ends: the last place is the end itself, not beyond it by a rounding.
 */
function placesOf(start: tf.Tensor, end: tf.Tensor, from: number, to: number): tf.Tensor {
  const last = from - 1;
  const share = (i: number) => (to === 1 ? 0.5 : i / (to - 1));
  const weighted = (x: tf.Tensor, weight: (i: number) => number) =>
    tf.mul(tf.expandDims(x, 1), tf.tensor1d(Array.from({ length: to }, (_, i) => last * weight(i))));
  return tf.add(
    weighted(start, (i) => 1 - share(i)),
    weighted(end, share),
  );
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
  const [rows, columns] = [weightsAt(ys, h, nearest), weightsAt(xs, w, nearest)];
  const vertical = tf.reshape(tf.matMul(rows, tf.reshape(images, [n, h, w * c])), [n, height, w, c]);
  const swapped = tf.reshape(tf.transpose(vertical, [0, 2, 1, 3]), [n, w, height * c]);
  const crops = tf.transpose(tf.reshape(tf.matMul(columns, swapped), [n, width, height, c]), [0, 2, 1, 3]);
  if (attrs.extrapolationValue === 0) return crops;
  const covered = tf.matMul(tf.sum(rows, 2, true), tf.sum(columns, 2, true), false, true);
  const outside = tf.sub(1, tf.expandDims(covered, 3));
  return tf.add(crops, tf.mul(outside, attrs.extrapolationValue));
}
