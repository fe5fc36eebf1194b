import '@infomin/tensor-program/gradients';
import { type CaseInput, drawInput } from '@infomin/testing/engine-contract';
import '../src/cpu-kernels.js';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';

beforeAll(() => tf.setBackend('cpu'));

const cases: Readonly<Record<string, { inputs: CaseInput[]; f: (...x: tf.Tensor[]) => tf.Tensor }>> = {
  'maximum of a row': {
    inputs: [{ shape: [3, 4] }, { shape: [4], range: [-0.4, 0.6] }],
    f: (a, b) => tf.maximum(a!, b!),
  },
  'minimum of a column': { inputs: [{ shape: [3, 1] }, { shape: [3, 4] }], f: (a, b) => tf.minimum(a!, b!) },
  'squaredDifference of a scalar': {
    inputs: [{ shape: [] }, { shape: [3, 4] }],
    f: (a, b) => tf.squaredDifference(a!, b!),
  },
  'cumsum along the first axis': { inputs: [{ shape: [4, 3] }], f: (x) => tf.cumsum(x!, 0, true) },
  'cumsum backwards': { inputs: [{ shape: [3, 4] }], f: (x) => tf.cumsum(x!, 1, false, true) },
  'mirrorPad without the border': {
    inputs: [{ shape: [3, 4] }],
    f: (x) =>
      tf.mirrorPad(
        x!,
        [
          [2, 1],
          [0, 3],
        ],
        'reflect',
      ),
  },
  'mirrorPad with the border': {
    inputs: [{ shape: [3, 4] }],
    f: (x) =>
      tf.mirrorPad(
        x!,
        [
          [3, 1],
          [2, 4],
        ],
        'symmetric',
      ),
  },
  'prod over one axis': { inputs: [{ shape: [3, 4] }], f: (x) => tf.prod(x!, -1) },
  'prod over two axes': { inputs: [{ shape: [2, 3, 2] }], f: (x) => tf.prod(x!, [0, 2]) },
  'prod with a zero': { inputs: [{ shape: [4], values: [2, 0, 3, 1] }], f: (x) => tf.prod(x!) },
  'split into one': { inputs: [{ shape: [4, 2] }], f: (x) => tf.square(tf.split(x!, 1)[0]!) },
  'cast to whole numbers and to truth': {
    inputs: [{ shape: [3, 4] }],
    f: (x) => tf.add(tf.cast(tf.cast(x!, 'int32'), 'float32'), tf.cast(tf.cast(x!, 'bool'), 'float32')),
  },
  'pow by 0 and others': {
    inputs: [{ shape: [4], values: [0, 2, 0, 1] }],
    f: (x) => tf.add(tf.pow(x!, 0), tf.pow(x!, tf.tensor1d([0, 0, 2, 3]))),
  },
  'pow of a number': {
    inputs: [{ shape: [], range: [0.5, 2] }, { shape: [2, 3] }],
    f: (a, b) => tf.pow(a!, b!),
  },
  'gather per row': {
    inputs: [{ shape: [2, 3, 2] }],
    f: (x) => tf.gather(x!, tf.tensor2d([0, 2, 2, 1, 1, 0, 1, 1], [2, 4], 'int32'), 1, 1),
  },
  'gather per row along a later axis': {
    inputs: [{ shape: [2, 2, 3, 2] }],
    f: (x) => tf.gather(x!, tf.tensor2d([0, 2, 2, 1], [2, 2], 'int32'), -2, 1),
  },
  'gather at places of one of two batches': {
    inputs: [{ shape: [2, 1, 3] }],
    f: (x) => tf.gather(x!, tf.tensor3d([0, 2, 2, 1], [2, 1, 2], 'int32'), 2, 2),
  },
  'gather at places that are computed': {
    inputs: [{ shape: [3, 2] }],
    f: (x) => tf.gather(x!, tf.cast(tf.reshape(tf.slice(x!, [0, 0], [2, 1]), [2]), 'int32')),
  },
  'matMul of a batch with one matrix': {
    inputs: [{ shape: [2, 3, 4] }, { shape: [4, 2] }],
    f: (a, b) => tf.matMul(a!, b!),
  },
  'matMul of batches of one, transposed': {
    inputs: [{ shape: [1, 4, 3] }, { shape: [5, 2, 4] }],
    f: (a, b) => tf.matMul(a!, b!, true, true),
  },
  'matMul of batches of both': {
    inputs: [{ shape: [2, 1, 3, 2] }, { shape: [3, 2, 4] }],
    f: (a, b) => tf.matMul(a!, b!),
  },
  'avgPool with windows that the border cuts': {
    inputs: [{ shape: [1, 5, 4, 1] }],
    f: (x) => tf.avgPool(x as tf.Tensor4D, [3, 2], 2, 'same'),
  },
  'resizeBilinear by corners': {
    inputs: [{ shape: [2, 3, 4, 1] }],
    f: (x) => tf.image.resizeBilinear(x as tf.Tensor4D, [5, 3], true),
  },
  'resizeBilinear by pixel centres': {
    inputs: [{ shape: [2, 3, 4, 1] }],
    f: (x) => tf.image.resizeBilinear(x as tf.Tensor4D, [5, 3], false, true),
  },
  'resizeNearestNeighbor by pixel centres': {
    inputs: [{ shape: [2, 3, 4, 1] }],
    f: (x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [5, 3], false, true),
  },
  'where by a comparison': {
    inputs: [{ shape: [3, 4] }],
    f: (x) => tf.where(tf.greater(x!, 0), x!, tf.square(x!)),
  },
  'where by equality': {
    inputs: [{ shape: [3, 4] }],
    f: (x) => tf.where(tf.notEqual(tf.greaterEqual(x!, 0), tf.equal(x!, 0.5)), tf.square(x!), x!),
  },
  'where by logic': {
    inputs: [{ shape: [3, 4] }],
    f: (x) =>
      tf.where(tf.logicalAnd(tf.less(x!, 0.5), tf.logicalNot(tf.lessEqual(x!, -0.5))), tf.square(x!), x!),
  },
};

test('of equal operands the first has the gradient of their maximum, and of their minimum', () => {
  const equal = [tf.tensor1d([1, 2]), tf.tensor1d([1, 2])] as const;
  for (const of of [tf.maximum, tf.minimum]) {
    const gradients = tf.grads((a, b) => tf.sum(of(a!, b!)))([...equal]);
    expect(gradients.map((gradient) => [...gradient.dataSync()])).toEqual([
      [1, 1],
      [0, 0],
    ]);
  }
});

test.each(Object.entries(cases))('%s agrees with finite differences', (_, { inputs, f }) => {
  const points = inputs.map((input, i) => drawInput(`in${i}`, input));
  const tensors = points.map(({ data, shape }) => tf.tensor(data, [...shape]));
  const y = f(...tensors);
  const weights = tf.tensor(drawInput('weights', { shape: y.shape }).data, y.shape);
  const loss = (...x: tf.Tensor[]) => tf.sum(tf.mul(f(...x), weights)) as tf.Scalar;
  const gradients = tf.grads(loss)(tensors);
  const step = 1e-3;
  for (const [i, { data, shape }] of points.entries()) {
    const actual = gradients[i]!.dataSync();
    for (let at = 0; at < data.length; at++) {
      const moved = (by: number) => {
        const copy = Float32Array.from(data);
        copy[at]! += by;
        return loss(...tensors.map((t, j) => (j === i ? tf.tensor(copy, [...shape]) : t))).dataSync()[0]!;
      };
      expect(actual[at]).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 2);
    }
  }
});
