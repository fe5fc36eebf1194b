import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { verify } from '../ir/verify.js';
import { graphOf, opsOf } from '../testing/index.js';
import { removeDead } from './dead.js';
import { removeIdentities } from './identities.js';

const simplified = (shape: readonly number[], body: (x: tf.Tensor) => tf.Tensor) => {
  const graph = removeDead(removeIdentities(graphOf(shape, body)));
  verify(graph, 'the pass');
  return opsOf(graph);
};

test.each<[string, readonly number[], (x: tf.Tensor) => tf.Tensor]>([
  ['a clone', [2, 3], (x) => tf.clone(x)],
  ['a reshape to the same shape', [2, 3], (x) => tf.reshape(x, [2, 3])],
  ['a reshape and back', [2, 3], (x) => tf.reshape(tf.reshape(x, [6]), [2, 3])],
  ['a transpose and back', [2, 3, 4], (x) => tf.transpose(tf.transpose(x, [1, 2, 0]), [2, 0, 1])],
  ['a transpose that moves nothing', [2, 3], (x) => tf.transpose(x, [0, 1])],
  ['a slice of everything', [2, 3], (x) => tf.slice(x, [0, 0], [2, 3])],
  [
    'no padding',
    [2, 3],
    (x) =>
      tf.pad(x, [
        [0, 0],
        [0, 0],
      ]),
  ],
  ['a sum over an axis of one, kept', [2, 1], (x) => tf.sum(x, 1, true)],
])('%s does nothing', (_, shape, body) => {
  expect(simplified(shape, (x) => tf.neg(body(x)))).toEqual(['Neg']);
});

test('two transposes in a row become one, two reshapes the last', () => {
  expect(simplified([2, 3, 4], (x) => tf.transpose(tf.transpose(x, [1, 0, 2]), [0, 2, 1]))).toEqual([
    'Transpose',
  ]);
  expect(simplified([2, 6], (x) => tf.reshape(tf.reshape(x, [12]), [3, 4]))).toEqual(['Reshape']);
});

test('what moves or changes values stays', () => {
  expect(simplified([3, 3], (x) => tf.transpose(x))).toEqual(['Transpose']);
  expect(simplified([2, 1], (x) => tf.sum(x, 0, true))).toEqual(['Sum']);
  expect(simplified([3], (x) => tf.cast(tf.cast(x, 'int32'), 'float32'))).toEqual(['Cast', 'Cast']);
});
