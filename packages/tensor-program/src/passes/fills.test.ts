import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { Graph } from '../ir/graph.js';
import { verify } from '../ir/verify.js';
import { graphOf, opsOf } from '../testing/index.js';
import { removeDead } from './dead.js';
import { foldFills } from './fills.js';

const folded = (shape: readonly number[], body: (x: tf.Tensor) => tf.Tensor): Graph => {
  const graph = removeDead(foldFills(graphOf(shape, body)));
  verify(graph, 'the pass');
  return graph;
};
const fillOf = (graph: Graph) => graph.nodes.find((node) => node.op === 'Fill');

test('ones, zeros and neutral numbers disappear from arithmetic', () => {
  const graph = folded([2, 3], (x) =>
    tf.sub(tf.add(tf.mul(tf.div(x, 1), tf.ones([2, 3])), tf.zeros([2, 3])), 0),
  );
  expect(opsOf(graph)).toEqual([]);
  expect(graph.outputs[0]!.value).toBe(graph.inputs[0]!.value);
});

test('0 − x, 1 / x and 1 to the power of x are not x', () => {
  expect(opsOf(folded([3], (x) => tf.sub(0, x)))).toContain('Sub');
  expect(opsOf(folded([3], (x) => tf.div(1, x)))).toContain('RealDiv');
  expect(opsOf(folded([3], (x) => tf.pow(1, x)))).toContain('Pow');
});

test('a number times a tensor is read as a scalar', () => {
  const graph = folded([4, 5], (x) => tf.mul(x, tf.fill([4, 5], 2.5)));
  expect(opsOf(graph)).toEqual(['Fill', 'Multiply']);
  expect(fillOf(graph)!.outputs[0]!.shape).toEqual([]);
  expect(fillOf(graph)!.attrs.value).toBe(2.5);
});

test('a quotient by a number is a product, unless the reciprocal is no normal float32', () => {
  const divided = (by: number) => opsOf(folded([3], (x) => tf.div(x, by)));
  expect(divided(5)).toEqual(['Fill', 'Multiply']);
  for (const by of [1e-39, 3e38]) expect(divided(by)).toEqual(['Fill', 'RealDiv']);
});

test('a quotient by a whole number keeps its fraction', () => {
  const quotient = (dtype: 'int32' | 'float32') =>
    folded([3], (x) => {
      const operands = { a: tf.cast(x, dtype), b: tf.scalar(4, 'int32') };
      return tf.engine().runKernel(tf.RealDiv, operands) as tf.Tensor;
    });
  expect(opsOf(quotient('int32'))).toContain('RealDiv');
  expect(fillOf(quotient('float32'))!.attrs.value).toBe(0.25);
});

test('arithmetic with numbers alone is done in the compiler', () => {
  const graph = folded([3], (x) => tf.mul(x, tf.div(tf.sum(tf.mul(tf.ones([3, 4]), 2)), 5)));
  expect(opsOf(graph)).toEqual(['Fill', 'Multiply']);
  expect(fillOf(graph)!.attrs.value).toBeCloseTo(24 / 5, 6);
});

test('numbers are what their type holds', () => {
  const value = (body: () => tf.Tensor) => fillOf(folded([], body))!.attrs.value;
  const of = (number: number) => tf.fill([2], number);
  expect(value(() => tf.cast(of(-2.7), 'int32'))).toBe(-2);
  expect(value(() => tf.cast(of(2.5), 'bool'))).toBe(1);
  expect(value(() => tf.mul(of(1e30), of(1e30)))).toBe(Number.POSITIVE_INFINITY);
  expect(value(() => tf.div(of(1), of(3)))).toBe(Math.fround(1 / 3));
  expect(value(() => tf.sum(tf.fill([2, 3], 2.5), 1))).toBe(7.5);
  expect(value(() => tf.mean(tf.fill([2, 3], 2.5), 1))).toBe(2.5);
});

test('a number everywhere stays one where places change', () => {
  const graph = folded([2, 3], (x) => tf.mul(x, tf.transpose(tf.fill([3, 2], 2.5))));
  expect(opsOf(graph)).toEqual(['Fill', 'Multiply']);
});

test('multiplying by ones of a larger shape is a broadcast, which arithmetic then does without', () => {
  expect(opsOf(folded([1, 3], (x) => tf.mul(x, tf.ones([4, 3]))))).toEqual(['BroadcastTo']);
  const graph = folded([4, 3], (x) => tf.add(x, tf.mul(tf.slice(x, [0, 0], [1, 3]), tf.ones([4, 3]))));
  expect(opsOf(graph)).toEqual(['Slice', 'Add']);
});

test('the gradient of a mean has no tensor of ones', () => {
  const graph = folded([4, 3], (x) => tf.grad((y) => tf.mean(tf.square(y), 0))(x));
  const full = graph.nodes.filter((node) => node.op === 'Fill' && node.outputs[0]!.shape.length > 0);
  expect(full.map((node) => node.outputs[0]!.shape)).not.toContainEqual([4, 3]);
});

test('zero times a tensor is kept: it may be infinite', () => {
  expect(opsOf(folded([3], (x) => tf.mul(x, 0)))).toContain('Multiply');
});
