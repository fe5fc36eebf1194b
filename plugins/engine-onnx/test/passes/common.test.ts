import { graphOf, opsOf } from '@infomin/tensor-program/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { compile } from '../../src/passes/index.js';

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
  expect(opsOf(compile(graph).lowered).filter((op) => op === 'Gather')).toHaveLength(1);
});
