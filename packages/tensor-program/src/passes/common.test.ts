import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { GraphBuilder } from '../ir/builder.js';
import { verify } from '../ir/verify.js';
import { core } from '../ops/core.js';
import { graphOf, opsOf } from '../testing/index.js';
import { shareCommon } from './common.js';

test('the same op on the same values is done once, through chains', () => {
  const graph = shareCommon(graphOf([3], (x) => tf.add(tf.exp(tf.sin(x)), tf.exp(tf.sin(x)))));
  verify(graph, 'shareCommon');
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

test('parts of one array are no one constant', () => {
  const all = Float32Array.of(1, 2, 3, 4);
  const builder = new GraphBuilder(core);
  const outputs = [0, 2].map((from) => {
    const data = all.subarray(from, from + 2);
    const value = builder.add('Constant', [], { data, shape: [2], dtype: 'float32' });
    return { kind: 'output', name: `${from}`, value } as const;
  });
  const graph = { name: 'f', dialect: core, inputs: [], nodes: builder.nodes, outputs };
  expect(opsOf(shareCommon(graph))).toEqual(['Constant', 'Constant']);
});

test('infinities are not one number', () => {
  const graph = graphOf([3], (x) => [
    tf.maximum(x, Number.NEGATIVE_INFINITY),
    tf.maximum(x, Number.POSITIVE_INFINITY),
  ]);
  expect(opsOf(shareCommon(graph))).toEqual(['Fill', 'Maximum', 'Fill', 'Maximum']);
});
