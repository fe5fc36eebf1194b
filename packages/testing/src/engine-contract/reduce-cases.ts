import * as tf from '@tensorflow/tfjs-core';
import { type OpCase, onX } from './case.js';

const reductions = { sum: tf.sum, mean: tf.mean, max: tf.max, min: tf.min, prod: tf.prod };

export const reduceCases: readonly OpCase[] = [
  ...Object.entries(reductions).flatMap(([name, op]) => [
    onX(`${name} of all`, [3, 4], (x) => op(x)),
    onX(`${name} over the last axis`, [3, 4], (x) => op(x, -1)),
    onX(`${name} over the first axes, kept`, [2, 3, 5], (x) => op(x, [0, 1], true)),
    onX(`${name} over axes apart`, [2, 3, 4], (x) => op(x, [0, 2])),
  ]),
  onX('sum and mean over many rows', [9, 5, 7, 6], (x) => [tf.sum(x, [0, 1, 2]), tf.mean(x, [0, 1, 2])]),
  onX('sum of whole numbers', { shape: [3, 4], dtype: 'int32', range: [-9, 9] }, (x) => [
    tf.sum(x, 0),
    tf.mean(x, 0),
    tf.max(x),
  ]),
  onX('sum over an axis of one', [3, 1, 4], (x) => tf.sum(x, 1)),
  onX('sum over no elements', [0, 3], (x) => tf.sum(x, 0), { gradient: false }),
  onX(
    'all and any',
    { shape: [3, 4], range: [-1, 0.3] },
    (x) => {
      const positive = tf.greater(x, 0);
      return [tf.all(positive, 1), tf.any(positive, 1), tf.any(positive)];
    },
    { gradient: false },
  ),
  onX('argMax, argMin', [4, 5], (x) => [tf.argMax(x, 1), tf.argMin(x, 0), tf.argMax(x, -1)], {
    gradient: false,
  }),
  onX('argMax of ties', { shape: [2, 4], values: [1, 3, 3, 0, 2, 2, 2, 2] }, (x) => tf.argMax(x, 1), {
    gradient: false,
  }),
  onX('max with ties', { shape: [2, 3], values: [1, 3, 3, 2, 2, 2] }, (x) => tf.max(x, 1)),
  onX('cumsum', [3, 4], (x) => [tf.cumsum(x, 1), tf.cumsum(x, 0, true), tf.cumsum(x, 1, false, true)]),
  onX('moments', [5, 3, 2], (x) => Object.values(tf.moments(x, [0, 1]))),
  onX('norm', [4, 3], (x) => tf.norm(x, 2, 1)),
];
