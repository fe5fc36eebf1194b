import * as tf from '@tensorflow/tfjs-core';
import { type CaseInput, type OpCase, onAB, onX } from './case.js';

const places = (shape: readonly number[], below: number): CaseInput => ({
  shape,
  dtype: 'int32',
  range: [0, below],
});

export const indexCases: readonly OpCase[] = [
  onAB('gather', [5, 3], places([4], 5), (x, i) => tf.gather(x, i as tf.Tensor1D)),
  onAB('gather along the last axis', [2, 6], places([3], 6), (x, i) => tf.gather(x, i as tf.Tensor1D, 1)),
  onAB('gather with a matrix of indices', [5, 3], places([2, 4], 5), (x, i) => tf.gather(x, i)),
  onAB('gather per row', [3, 5, 2], places([3, 4], 5), (x, i) => tf.gather(x, i, 1, 1)),
  onAB('gather per row along a later axis', [3, 2, 5, 2], places([3, 4], 5), (x, i) => tf.gather(x, i, 2, 1)),
  onAB(
    'gatherND',
    [4, 5, 2],
    { shape: [3, 2], dtype: 'int32', values: [0, 1, 3, 4, 2, 0] },
    (x, i) => tf.gatherND(x, i),
    {
      gradient: false,
    },
  ),
  onAB(
    'scatterND',
    { shape: [4, 1], dtype: 'int32', values: [0, 3, 3, 1] },
    [4, 2],
    (i, u) => tf.scatterND(i, u, [5, 2]),
    {
      gradient: false,
    },
  ),
  onX(
    'oneHot',
    places([5], 4),
    (x) => [
      tf.oneHot(x, 4),
      tf.oneHot(x, 3, 2, -1, 'float32'),
      tf.oneHot(x, 4, 1, -1),
      tf.oneHot(x, 4, 2, 0),
    ],
    { gradient: false },
  ),
  onAB('unsortedSegmentSum', [6, 2], places([6], 3), (x, i) => tf.unsortedSegmentSum(x, i as tf.Tensor1D, 4)),
  onAB(
    'unsortedSegmentSum of places that are none',
    [5, 2],
    { shape: [5], dtype: 'int32', values: [-1, 0, 2, -3, 2] },
    (x, i) => tf.unsortedSegmentSum(x, i as tf.Tensor1D, 3),
  ),
  onAB(
    'unsortedSegmentSum of places beyond the last',
    [4, 2],
    { shape: [4], dtype: 'int32', values: [3, 0, 9, 2] },
    (x, i) => tf.unsortedSegmentSum(x, i as tf.Tensor1D, 3),
    { gradient: false },
  ),
  onX(
    'topk',
    [3, 6],
    (x) => {
      const { values, indices } = tf.topk(x, 3);
      return [values, indices];
    },
    { gradient: false },
  ),
  onAB('cross-entropy of classes', [4, 3], places([4], 3), (logits, labels) =>
    tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), tf.oneHot(labels, 3, 1, 0, 'float32')), 1))),
  ),
];
