import * as tf from '@tensorflow/tfjs-core';
import { type OpCase, onAB, onX } from './case.js';

type Padding = 'same' | 'valid' | number | Exclude<Parameters<typeof tf.conv2d>[3], string | number>;
type Images = tf.Tensor4D;

/** Rows above and columns to the left, rows below and columns to the right. */
const around = (before: number, after: number): Padding => [
  [0, 0],
  [before, after],
  [before, after],
  [0, 0],
];

/** Image height and width, channels in and out, kernel, stride, padding. */
const convolutions: readonly [
  number,
  number,
  number,
  number,
  [number, number],
  number | [number, number],
  Padding,
][] = [
  [7, 5, 3, 4, [3, 3], 1, 'same'],
  [7, 5, 3, 4, [3, 3], 2, 'same'],
  [8, 6, 2, 3, [3, 3], 2, 'same'],
  [9, 8, 2, 3, [4, 4], 2, 'valid'],
  [11, 9, 3, 2, [5, 3], 3, 'valid'],
  [6, 7, 2, 2, [3, 2], [1, 2], 'same'],
  [7, 7, 2, 3, [2, 2], 3, 'same'],
  [5, 6, 3, 4, [1, 1], 1, 'valid'],
  [5, 6, 3, 4, [1, 1], 2, 'same'],
  [6, 6, 2, 3, [3, 3], 2, 1],
  [6, 7, 2, 3, [4, 4], 2, around(1, 2)],
  [10, 10, 1, 2, [5, 5], 4, 2],
  [4, 4, 2, 3, [4, 4], 1, 'valid'],
  // Far fewer channels than filters.
  [6, 5, 1, 8, [3, 3], 1, 'same'],
  [7, 8, 2, 9, [3, 3], 2, 'same'],
  [5, 7, 2, 8, [3, 2], [1, 2], 'valid'],
  [6, 6, 1, 5, [1, 1], 2, 'valid'],
];

const label = ([h, w, c, o, k, s, p]: (typeof convolutions)[number]) =>
  `${h}×${w}×${c}→${o}, kernel ${k}, stride ${s}, ${p}`;

const pools: readonly [number, number, [number, number], number | [number, number], Padding][] = [
  [6, 8, [2, 2], 2, 'valid'],
  [7, 5, [2, 2], 2, 'valid'],
  [7, 9, [3, 3], 2, 'valid'],
  [7, 8, [3, 3], 2, 'same'],
  [6, 5, [3, 2], [1, 2], 'same'],
  [7, 7, [3, 3], 1, 'same'],
];

/** By numbers maxima alone are padded: tfjs-node has no such means. */
const paddedPools: typeof pools = [
  [8, 7, [3, 3], 2, 1],
  [5, 6, [3, 3], 1, 2],
];

const poolLabel = ([h, w, kernel, stride, pad]: (typeof pools)[number]) =>
  `${h}×${w}, kernel ${kernel}, stride ${stride}, ${pad}`;

export const convolutionCases: readonly OpCase[] = [
  ...convolutions.map((shape): OpCase => {
    const [h, w, c, o, kernel, stride, pad] = shape;
    return onAB(`conv2d ${label(shape)}`, [2, h, w, c], [...kernel, c, o], (x, filter) =>
      tf.conv2d(x as Images, filter as Images, stride, pad),
    );
  }),
  ...convolutions.slice(0, 7).map((shape): OpCase => {
    const [h, w, c, , kernel, stride, pad] = shape;
    const strides = Array.isArray(stride) ? Math.max(...stride) : stride;
    return onAB(`depthwiseConv2d ${label(shape)}`, [2, h, w, c], [...kernel, c, 2], (x, filter) =>
      tf.depthwiseConv2d(x as Images, filter as Images, strides, pad),
    );
  }),
  onAB(
    'conv2d, dilated',
    [1, 9, 8, 2],
    [3, 3, 2, 3],
    (x, filter) => tf.conv2d(x as Images, filter as Images, 1, 'same', 'NHWC', 2),
    {
      gradient: false,
    },
  ),
  onAB('conv2dTranspose', [2, 4, 3, 5], [3, 3, 2, 5], (x, filter) =>
    tf.conv2dTranspose(x as Images, filter as Images, [2, 8, 6, 2], 2, 'same'),
  ),
  onAB('fused conv2d', [2, 5, 5, 2], [3, 3, 2, 4], (x, filter) =>
    tf.fused.conv2d({
      x: x as Images,
      filter: filter as Images,
      strides: 1,
      pad: 'same',
      activation: 'relu',
    }),
  ),
  onAB(
    'fused depthwiseConv2d with gaps',
    [2, 6, 5, 2],
    [3, 2, 2, 1],
    (x, filter) =>
      tf.fused.depthwiseConv2d({
        x: x as Images,
        filter: filter as Images,
        strides: 1,
        pad: 'valid',
        dilations: 2,
        activation: 'relu',
      }),
    { gradient: false },
  ),
  ...[...pools, ...paddedPools].map(
    ([h, w, kernel, stride, pad]): OpCase =>
      onX(`maxPool ${poolLabel([h, w, kernel, stride, pad])}`, [2, h, w, 3], (x) =>
        tf.maxPool(x as Images, kernel, stride, pad),
      ),
  ),
  ...pools.map(
    ([h, w, kernel, stride, pad]): OpCase =>
      onX(`avgPool ${poolLabel([h, w, kernel, stride, pad])}`, [2, h, w, 3], (x) =>
        tf.avgPool(x as Images, kernel, stride, pad),
      ),
  ),
  onX('maxPool of ties', { shape: [1, 4, 4, 1], values: Array(16).fill(1) }, (x) =>
    tf.maxPool(x as Images, 3, 1, 'same'),
  ),
  ...[false, true].flatMap((corners): OpCase[] => [
    ...(
      [
        [3, 4],
        [4, 4],
      ] as const
    ).map(([h, w]) =>
      onX(`resizeBilinear ${h}×${w} up, corners ${corners}`, [2, h, w, 2], (x) =>
        tf.image.resizeBilinear(x as Images, [7, 5], corners),
      ),
    ),
    onX(`resizeBilinear down, corners ${corners}`, [2, 8, 8, 2], (x) =>
      tf.image.resizeBilinear(x as Images, [3, 4], corners),
    ),
    ...(
      [
        [5, 4],
        [6, 6],
      ] as const
    ).map(([h, w]) =>
      onX(`resizeNearestNeighbor ${h}×${w}, corners ${corners}`, [2, h, w, 2], (x) =>
        tf.image.resizeNearestNeighbor(x as Images, [3, 9], corners),
      ),
    ),
  ]),
  ...(['bilinear', 'nearest'] as const).map(
    (method): OpCase => ({
      name: `cropAndResize, ${method}`,
      inputs: {
        image: { shape: [2, 5, 7, 3] },
        boxes: { shape: [3, 4], values: [0.1, 0.2, 0.8, 0.9, 0, 0, 1, 1, -0.2, 0.3, 0.7, 1.3] },
        places: { shape: [3], dtype: 'int32', values: [0, 1, 0] },
      },
      compute: ({ image, boxes, places }) => [
        tf.image.cropAndResize(
          image as Images,
          boxes as tf.Tensor2D,
          places as tf.Tensor1D,
          [4, 6],
          method,
          0.5,
        ),
        tf.image.cropAndResize(image as Images, boxes as tf.Tensor2D, places as tf.Tensor1D, [1, 3], method),
      ],
      gradient: false,
    }),
  ),
  ...(['bilinear', 'nearest'] as const).map((method) =>
    onAB(
      `cropAndResize, ${method}, to the border and a little beyond`,
      [1, 8, 7, 2],
      { shape: [2, 4], values: [0.25, 0.3, 1, 1, -0.05, -0.04, 1.05, 1.04] },
      (x, boxes) => {
        const places = tf.zeros([2], 'int32') as tf.Tensor1D;
        return tf.image.cropAndResize(x as Images, boxes as tf.Tensor2D, places, [10, 8], method, 0.5);
      },
      { gradient: false },
    ),
  ),
  onX(
    'cropAndResize of whole numbers, between two pixels',
    { shape: [1, 2, 2, 1], dtype: 'int32', values: [1, 2, 3, 4] },
    (x) =>
      (['bilinear', 'nearest'] as const).map((method) =>
        tf.image.cropAndResize(x as Images, [[0, 0, 1, 1]], [0], [3, 3], method),
      ),
    { gradient: false },
  ),
  onX('resize by pixel centres', [2, 5, 6, 2], (x) => [
    tf.image.resizeBilinear(x as Images, [8, 3], false, true),
    tf.image.resizeNearestNeighbor(x as Images, [8, 3], false, true),
  ]),
];
