import * as tf from '@tensorflow/tfjs-core';
import { type OpCase, onAB, onX } from './case.js';

export const shapeCases: readonly OpCase[] = [
  onX('reshape', [2, 3, 4], (x) => [tf.reshape(x, [4, -1]), tf.expandDims(x, 1), tf.reshape(x, [24])]),
  onX('reshape there and back', [2, 3], (x) => tf.mul(tf.reshape(tf.reshape(x, [6]), [2, 3]), 2)),
  onX('squeeze', [2, 1, 3], (x) => tf.squeeze(x)),
  onX('transpose', [2, 3, 4], (x) => [tf.transpose(x, [2, 0, 1]), tf.transpose(x)]),
  onX('transpose twice', [2, 3, 4], (x) => tf.transpose(tf.transpose(x, [1, 2, 0]), [2, 0, 1])),
  onAB('concat', [2, 3], [2, 2], (a, b) => tf.concat([a, b, a], 1)),
  onX('slice', [4, 5], (x) => [tf.slice(x, [1, 2], [2, 3]), tf.slice(x, [1], [-1])]),
  onX('stridedSlice', [5, 6], (x) => tf.stridedSlice(x, [4, 1], [0, 6], [-2, 2]), { gradient: false }),
  onX(
    'stridedSlice that drops an axis',
    [5, 6],
    (x) => tf.stridedSlice(x, [2, 0], [3, 5], [1, 1], 0, 0, 0, 0, 1),
    {
      gradient: false,
    },
  ),
  onX('split', [6, 4], (x) => [...tf.split(x, 3), ...tf.split(x, [1, 3], 1)]),
  onX('split in one', [6, 4], (x) => tf.split(x, 1)),
  onAB('stack', [2, 3], [2, 3], (a, b) => [tf.stack([a, b]), tf.stack([a, b], 2), tf.stack([a, b], -1)]),
  onX('unstack', [3, 2, 4], (x) => [...tf.unstack(x), ...tf.unstack(x, -1)]),
  onX('pad', [2, 3], (x) =>
    tf.pad(
      x,
      [
        [1, 0],
        [2, 3],
      ],
      0.5,
    ),
  ),
  onX('pad by mirror', [3, 4], (x) =>
    tf.mirrorPad(
      x,
      [
        [1, 2],
        [2, 1],
      ],
      'reflect',
    ),
  ),
  onX('pad by mirror, border repeated', [3, 4], (x) =>
    tf.mirrorPad(
      x,
      [
        [1, 2],
        [0, 4],
      ],
      'symmetric',
    ),
  ),
  onX('tile', [2, 3], (x) => tf.tile(x, [2, 3])),
  onX('broadcastTo', [3, 1], (x) => tf.broadcastTo(x, [2, 3, 4])),
  onX('reverse', [3, 4, 2], (x) => [tf.reverse(x), tf.reverse(x, 1), tf.reverse(x, [0, -1])]),
  onX('diag', [3], (x) => [tf.diag(x), tf.diag(tf.cast(tf.mul(x, 9), 'int32'))], { gradient: false }),
  onX('depthToSpace', [1, 2, 3, 8], (x) => tf.depthToSpace(x as tf.Tensor4D, 2, 'NHWC'), { gradient: false }),
];
