import { memoryNeed } from '@infomin/tensor-program';
import { graphOf } from '@infomin/tensor-program/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { createOnnxEngine } from '../src/engine.js';

const [x, small] = [4 * 1000, 4 * 10];

test('a chain holds its input and two results at a time', () => {
  const graph = graphOf([1000], (x) => tf.sum(tf.exp(tf.sin(tf.cos(tf.neg(x))))));
  expect(memoryNeed(graph).bytes).toBe(3 * x);
});

test('what is read later is held until then', () => {
  const graph = graphOf([1000], (x) => {
    const early = tf.sin(x);
    return tf.add(early, tf.exp(tf.cos(x)));
  });
  // x, sin, exp and the sum; cos is gone.
  expect(memoryNeed(graph).bytes).toBe(4 * x);
});

test('a reshaped tensor is the same memory, and outputs stay', () => {
  const graph = graphOf([10, 100], (x) => [tf.reshape(tf.neg(x), [100, 10]), tf.max(x, 1)]);
  expect(memoryNeed(graph).bytes).toBe(2 * x + small);
});

test('the largest tensor is told', () => {
  const graph = graphOf([10, 1], (x) => tf.sum(tf.tile(x, [1, 700])));
  expect(memoryNeed(graph).largest?.shape).toEqual([10, 700]);
});

test('a program that needs more memory than there is is refused before anything is computed', async () => {
  const program = createOnnxEngine().compile({
    name: 'nce/max',
    state: {},
    inputs: { x: { dtype: 'float32', shape: [3_000_000, 1] } },
    // 3 million by 3 million numbers: 36 TB.
    body: (_state, { x }) => ({ outputs: { y: tf.sum(tf.matMul(x!, x!, false, true)) } }),
  });
  await expect(program).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringMatching(
      /^nce\/max needs 335\d\d\.\d GiB of memory, .* f32\[3000000,3000000\] .*33527\.6 GiB.* has \d+\.\d GiB/,
    ),
    suggestion: expect.stringContaining('batch'),
  });
});
