import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { verify } from '../ir/verify.js';
import { graphOf } from '../testing/index.js';
import { removeIdentities } from './identities.js';
import { maskByResults } from './masks.js';

test("a ReLU's gradient reads its result", () => {
  const gradient = tf.grad((x: tf.Tensor) => tf.square(tf.relu(x)));
  const graph = maskByResults(removeIdentities(graphOf([2, 3], (x) => gradient(tf.add(x, 1)))));
  verify(graph, 'the pass');
  const of = (op: string) => graph.nodes.find((node) => node.op === op)!;
  expect(of('Step').inputs).toEqual([of('Relu').outputs[0]]);
});

test('a step of what goes into no ReLU stays as it is', () => {
  const graph = graphOf([2, 3], (x) => tf.add(tf.step(tf.neg(x)), tf.relu(x)));
  expect(maskByResults(graph).nodes).toEqual(graph.nodes);
});
