import { graphOf } from '@infomin/tensor-program/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { compile } from '../passes/index.js';
import { ModelProto } from './schema.js';
import { writeModel } from './write.js';

test('a model reads back as what was written', () => {
  const graph = graphOf([2, 3], (x) => tf.leakyRelu(tf.transpose(tf.add(x, tf.tensor1d([1, 2, 3]))), 0.25));
  const { bytes } = writeModel(compile(graph).lowered);
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
  const { bytes } = writeModel(compile({ ...graph, outputs }).lowered);
  const model = ModelProto.toObject(ModelProto.decode(bytes));
  expect(model.graph.node.map((node: { opType: string }) => node.opType)).toEqual([
    'Exp',
    'Identity',
    'Identity',
  ]);
});
