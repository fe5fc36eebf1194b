import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { Core } from '../ops/core.js';
import type { Type } from '../ops/type.js';
import { graphOf } from '../testing/index.js';
import { type Graph, type Node, newValue } from './graph.js';
import { verify } from './verify.js';

const step = () =>
  graphOf([2, 8, 8, 3], (x) => {
    const maps = tf.conv2d(x as tf.Tensor4D, tf.fill([3, 3, 3, 4], 0.1), 2, 'same');
    const rows = tf.reshape(tf.add(maps, 1), [2, -1]);
    return tf.sum(tf.matMul(tf.transpose(rows), rows), 0);
  });

/** A graph in which the node of an op is another one; results of other types are read by nobody. */
function spoilt(op: string, change: (node: Node) => object): Graph<Core> {
  const graph = step();
  expect(graph.nodes.map((node) => node.op)).toContain(op);
  const nodes = graph.nodes.map((node) =>
    node.op === op ? { ...node, ...change(node) } : node,
  ) as Node<Core>[];
  const last = graph.nodes.findIndex((node) => node.op === op);
  return { ...graph, nodes: nodes.slice(0, last + 1), outputs: [] };
}
const makes = (...types: Type[]) => ({ outputs: types.map(newValue) });
const float = (...shape: number[]): Type => ({ shape, dtype: 'float32' });

test('what the trace recorded is legal', () => {
  verify(step(), 'trace');
});

test.each<[string, () => Graph<Core>, RegExp]>([
  ['an unknown op', () => spoilt('Add', () => ({ op: 'Plus' })), /Plus is no op of the dialect core/],
  [
    'a convolution without attributes',
    () => spoilt('Conv2D', () => ({ attrs: {} })),
    /Conv2D lacks the attribute kernel/,
  ],
  [
    'a convolution with attributes of another kind',
    () => spoilt('Conv2D', ({ attrs }) => ({ attrs: { ...attrs, strides: 2 } })),
    /Conv2D has the attribute strides=2, which is not pair/,
  ],
  [
    'attributes of another op',
    () => spoilt('Add', () => ({ attrs: { axis: 0 } })),
    /Add has an attribute axis that is not its own/,
  ],
  [
    'a sum that is bool',
    () => spoilt('Add', () => makes({ shape: [2, 4, 4, 4], dtype: 'bool' })),
    /Add makes bool\[2,4,4,4\] of f32\[2,4,4,4\], f32\[\] instead of f32\[2,4,4,4\]/,
  ],
  [
    'a product of another shape',
    () => spoilt('BatchMatMul', () => makes(float(2, 2))),
    /BatchMatMul makes f32\[2,2\] .*instead of f32\[64,64\]/,
  ],
  [
    'factors that do not fit',
    () => spoilt('BatchMatMul', ({ inputs: [, b] }) => ({ inputs: [b, b] })),
    /BatchMatMul cannot be: \[2,64\] cannot be multiplied by \[2,64\]/,
  ],
  [
    'a reduction of another shape',
    () => spoilt('Sum', () => makes(float(2))),
    /Sum makes f32\[2\] .*f32\[64\]/,
  ],
  [
    'a transposition of another shape',
    () => spoilt('Transpose', () => makes(float(2, 64))),
    /Transpose makes f32\[2,64\] of f32\[2,64\] instead of f32\[64,2\]/,
  ],
  [
    'an ONNX operator in a traced graph',
    () => spoilt('BatchMatMul', () => ({ op: 'com.microsoft:FusedMatMul', attrs: { transA: 0, transB: 1 } })),
    /com\.microsoft:FusedMatMul is no op of the dialect core/,
  ],
  [
    "ONNX's Reshape in a traced graph",
    () => spoilt('Reshape', ({ inputs: [x] }) => ({ inputs: [x, x], attrs: { allowzero: 1 } })),
    /Reshape has 2 inputs instead of 1/,
  ],
  [
    'too few inputs',
    () => spoilt('Add', ({ inputs: [x] }) => ({ inputs: [x] })),
    /Add has 1 inputs instead of 2/,
  ],
  [
    'a value nobody made',
    () => spoilt('Add', ({ inputs: [x] }) => ({ inputs: [x, newValue(float())] })),
    /Add reads f32\[\] before it is made/,
  ],
  [
    'nodes out of order',
    () => ({ ...step(), nodes: step().nodes.toReversed() }),
    /reads .* before it is made/,
  ],
  [
    'a value made twice',
    () => {
      const graph = step();
      return { ...graph, nodes: [graph.nodes[0]!, ...graph.nodes] };
    },
    /already there/,
  ],
  ['an output nobody makes', () => ({ ...step(), nodes: [] }), /nothing makes the output y0/],
])('%s is not legal', (_, graph, message) => {
  expect(() => verify(graph(), 'a pass')).toThrow(message);
});
