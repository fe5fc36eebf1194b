import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { graphOf } from '../testing/index.js';
import { trace } from '../trace/trace.js';
import { printGraph } from './print.js';

test('a graph prints one node a line, with types and attributes', () => {
  const graph = graphOf([2, 3], (x) => tf.sum(tf.mul(x, 2), 1));
  expect(printGraph(graph)).toBe(
    [
      'program f',
      '  %0: f32[2,3] = input x',
      '  %1: f32[] = Fill() {value=2}',
      '  %2: f32[2,3] = Multiply(%0, %1)',
      '  %3: f32[2] = Sum(%2) {axes=[1] keepDims=false}',
      '  output y0 = %3',
    ].join('\n'),
  );
});

test('random draws and state print where they come from', () => {
  const graph = trace({
    name: 'f',
    state: { w: { dtype: 'float32', shape: [2] } },
    inputs: {},
    body: ({ w }, _inputs, random) => ({
      state: { w: tf.add(w!, random.fork('a').normal([2])) },
      outputs: {},
    }),
  });
  expect(printGraph(graph)).toBe(
    [
      'program f',
      '  %0: f32[2] = state w',
      '  %1: f32[2] = random normal a/0',
      '  %2: f32[2] = Add(%0, %1)',
      '  state w = %2',
    ].join('\n'),
  );
});
