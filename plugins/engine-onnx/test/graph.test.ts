import { type Graph, newValue, printGraph, trace, verify } from '@infomin/tensor-program';
import { graphOf } from '@infomin/tensor-program/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { ModelProto } from '../src/onnx/schema.js';
import { writeModel } from '../src/onnx/write.js';
import { optimise } from '../src/passes/index.js';

test('a graph prints one node a line, with types and attributes', () => {
  const graph = graphOf([2, 3], (x) => tf.sum(tf.mul(x, 2), 1));
  expect(printGraph(graph)).toBe(
    [
      'program f',
      '  %0: f32[2,3] = input x',
      '  %1: f32[] = Fill() {value=2}',
      '  %2: f32[2,3] = Multiply(%0, %1)',
      '  %3: f32[2] = Sum(%2) {axes=[1]}',
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

test.each<[string, (graph: Graph) => Graph, RegExp]>([
  ['a value nobody made', (g) => ({ ...g, nodes: g.nodes.slice(1) }), /reads .* before it is made/],
  ['nodes out of order', (g) => ({ ...g, nodes: g.nodes.toReversed() }), /before it is made/],
  ['a value made twice', (g) => ({ ...g, nodes: [g.nodes[0]!, ...g.nodes] }), /already there/],
  ['an output nobody makes', (g) => ({ ...g, nodes: [] }), /nothing makes the output y0/],
  [
    'a result of a size that cannot be',
    (g) => {
      const y = newValue([5], 'float32');
      const node = { op: 'Reshape', inputs: [g.inputs[0]!.value], attrs: {}, outputs: [y] };
      return { ...g, nodes: [node], outputs: [{ kind: 'output', name: 'y0', value: y }] };
    },
    /Reshape makes f32\[5\] of f32\[2,3\]/,
  ],
])('%s is not legal', (_, spoil, message) => {
  const graph = graphOf([2, 3], (x) => tf.neg(tf.exp(x)));
  verify(graph);
  expect(() => verify(spoil(graph), 'a pass')).toThrow(message);
});

test('a model reads back as what was written', () => {
  const graph = graphOf([2, 3], (x) => tf.leakyRelu(tf.transpose(tf.add(x, tf.tensor1d([1, 2, 3]))), 0.25));
  const { bytes } = writeModel(optimise(graph, true).lowered);
  const model = ModelProto.toObject(ModelProto.decode(bytes), {
    longs: Number,
    defaults: true,
    bytes: Array,
  });
  expect(model.opsetImport).toContainEqual({ domain: '', version: 20 });
  expect(model.graph.node.map((node: { opType: string }) => node.opType)).toEqual([
    'Add',
    'Transpose',
    'LeakyRelu',
  ]);
  expect(model.graph.output[0].name).toBe(model.graph.node[2].output[0]);
  const [add, transpose, relu] = model.graph.node;
  expect(transpose.attribute[0]).toMatchObject({ name: 'perm', ints: [1, 0], type: 7 });
  expect(relu.attribute[0]).toMatchObject({ name: 'alpha', f: 0.25, type: 1 });
  expect(model.graph.initializer).toHaveLength(1);
  expect(model.graph.initializer[0]).toMatchObject({ dims: [3], dataType: 1, name: add.input[1] });
  expect(model.graph.initializer[0].rawData).toEqual([...new Uint8Array(Float32Array.of(1, 2, 3).buffer)]);
  expect(model.graph.input[0].type.tensorType).toMatchObject({
    elemType: 1,
    shape: { dim: [{ dimValue: 2 }, { dimValue: 3 }] },
  });
});

test('only an output that is an input or stands twice is copied', () => {
  const graph = graphOf([2, 3], (x) => tf.exp(x));
  const [output] = graph.outputs;
  const outputs = [
    output!,
    { ...output!, name: 'again' },
    { ...output!, name: 'x', value: graph.inputs[0]!.value },
  ];
  const { bytes } = writeModel(optimise({ ...graph, outputs }, true).lowered);
  const model = ModelProto.toObject(ModelProto.decode(bytes));
  expect(model.graph.node.map((node: { opType: string }) => node.opType)).toEqual([
    'Exp',
    'Identity',
    'Identity',
  ]);
});
