import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { graphOf } from '../testing/index.js';
import { memoryNeed } from './memory.js';

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
