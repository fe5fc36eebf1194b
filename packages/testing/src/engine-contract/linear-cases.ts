import * as tf from '@tensorflow/tfjs-core';
import { type OpCase, onAB, onX } from './case.js';

const products = [
  { name: 'matMul', a: [3, 4], b: [4, 5], ta: false, tb: false },
  { name: 'matMul, a transposed', a: [4, 3], b: [4, 5], ta: true, tb: false },
  { name: 'matMul, b transposed', a: [3, 4], b: [5, 4], ta: false, tb: true },
  { name: 'matMul, both transposed', a: [4, 3], b: [5, 4], ta: true, tb: true },
  { name: 'matMul of batches', a: [2, 3, 4], b: [2, 4, 5], ta: false, tb: false },
  { name: 'matMul of batches, a transposed', a: [2, 4, 3], b: [2, 4, 5], ta: true, tb: false },
  { name: 'matMul of batches, b transposed', a: [2, 3, 3, 4], b: [2, 3, 5, 4], ta: false, tb: true },
];

export const linearCases: readonly OpCase[] = [
  ...products.map(({ name, a, b, ta, tb }) => onAB(name, a, b, (x, y) => tf.matMul(x, y, ta, tb))),
  onAB('matMul of a batch with one matrix', [1, 3, 4], [5, 4, 2], (a, b) => tf.matMul(a, b)),
  onAB('matMul of batches of both', [2, 1, 3, 4], [3, 4, 5], (a, b) => tf.matMul(a, b)),
  onAB('matMul of batches with a matrix', [2, 3, 4], [4, 5], (a, b) => tf.matMul(a, b)),
  onAB(
    'einsum',
    [2, 3, 4],
    [2, 4, 5],
    (a, b) => [tf.einsum('bij,bjk->bik', a, b), tf.einsum('bij,bjk->k', a, b)],
    {
      gradient: false,
    },
  ),
  onAB('dot', [4], [4], (a, b) => tf.dot(a, b)),
  onAB('outer product', [3], [4], (a, b) => tf.outerProduct(a as tf.Tensor1D, b as tf.Tensor1D)),
  onAB('fused matMul', [3, 4], [4, 5], (a, b) => tf.fused.matMul({ a, b, activation: 'relu' })),
  onAB(
    'fused matMul of transposed',
    [4, 3],
    [5, 4],
    (a, b) => {
      const both = { a, b, transposeA: true, transposeB: true };
      return [
        tf.fused.matMul({ ...both, bias: tf.tensor1d([-1, 0, 1, 6, 9]), activation: 'relu6' }),
        tf.fused.matMul({ ...both, activation: 'leakyrelu', leakyreluAlpha: 0.3 }),
      ];
    },
    { gradient: false },
  ),
  onX(
    'batchNorm by moments alone',
    [3, 4, 5, 6],
    (x) => tf.batchNorm(x, tf.mean(x, [0, 1, 2]) as tf.Tensor1D, tf.tensor1d([1, 2, 3, 4, 5, 6])),
    {
      gradient: false,
    },
  ),
  {
    name: 'batchNorm',
    inputs: {
      x: { shape: [3, 4, 5, 6] },
      mean: { shape: [6] },
      variance: { shape: [6], range: [0.5, 2] },
      offset: { shape: [6] },
      scale: { shape: [6] },
    },
    compute: ({ x, mean, variance, offset, scale }) => [
      tf.batchNorm(
        x!,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        offset as tf.Tensor1D,
        scale as tf.Tensor1D,
        0.01,
      ),
    ],
  },
];
