import { shareCommon, verify } from '@infomin/tensor-program';
import { graphOf, opsOf } from '@infomin/tensor-program/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { optimise } from '../../src/passes/index.js';

test('the same op on the same values is done once, through chains', () => {
  const graph = shareCommon(graphOf([3], (x) => tf.add(tf.exp(tf.sin(x)), tf.exp(tf.sin(x)))));
  verify(graph);
  expect(opsOf(graph)).toEqual(['Sin', 'Exp', 'Add']);
});

test('other attributes, inputs or constants keep nodes apart', () => {
  const graph = shareCommon(
    graphOf([2, 2], (x) => [
      tf.sum(x, 0),
      tf.sum(x, 1),
      tf.add(x, tf.tensor1d([1, 2])),
      tf.add(x, tf.tensor1d([1, 3])),
      tf.sub(x, tf.square(x)),
      tf.sub(tf.square(x), x),
    ]),
  );
  expect(opsOf(graph).filter((op) => op === 'Sum')).toHaveLength(2);
  expect(opsOf(graph).filter((op) => op === 'Constant')).toHaveLength(2);
  expect(opsOf(graph).filter((op) => op === 'Sub')).toHaveLength(2);
});

test('im2col of a tensor is shared by the convolution and the gradient of its weights', () => {
  const filter = () =>
    tf.tensor4d(
      Array.from({ length: 3 * 3 * 2 * 4 }, (_, i) => Math.sin(i)),
      [3, 3, 2, 4],
    );
  const graph = graphOf([2, 6, 6, 2], (x) => {
    const loss = (w: tf.Tensor) =>
      tf.sum(tf.square(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same')));
    return tf.grad(loss)(filter());
  });
  expect(opsOf(graph)).toContain('Conv2DBackpropFilter');
  expect(opsOf(optimise(graph, true).lowered).filter((op) => op === 'Gather')).toHaveLength(1);
});
