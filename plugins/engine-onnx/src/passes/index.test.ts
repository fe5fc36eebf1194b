import { trace } from '@infomin/tensor-program';
import { graphOf, opsOf } from '@infomin/tensor-program/testing';
import { drawInput, expectClose, onCpu } from '@infomin/testing/engine-contract';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { createOnnxEngine } from '../engine.js';
import { compile } from './index.js';

const image = { shape: [8, 16, 16, 12] };
const x = drawInput('x', image);
const channels = drawInput('channels', { shape: [12], range: [1, 2] });

const body = ({ x, channels }: Readonly<Record<string, tf.Tensor>>) => {
  const pixels = tf.reshape(x!, [-1, 12]);
  const normal = tf.div(tf.sub(channels!, pixels), channels!);
  return { y: tf.add(tf.reshape(normal, image.shape), tf.reshape(channels!, [1, 1, 1, 12])) };
};
const spec = {
  name: 'lowered',
  state: {},
  inputs: {
    x: { dtype: 'float32', shape: x.shape },
    channels: { dtype: 'float32', shape: channels.shape },
  },
  body: (_state: object, inputs: Readonly<Record<string, tf.Tensor>>) => ({ outputs: body(inputs) }),
} as const;

test('arithmetic with few channels runs on long rows, with one reshape before and one behind the chain', () => {
  const { nodes } = compile(trace(spec)).lowered;
  const elementwise = nodes.filter(({ op }) => ['Sub', 'Div', 'Add'].includes(op));
  expect(elementwise.map(({ outputs }) => outputs[0]!.shape)).toEqual(Array(3).fill([32, 768]));
  const large = nodes.filter(
    ({ op, outputs }) => op === 'Reshape' && outputs[0]!.shape.reduce((a, b) => a * b) > 768,
  );
  expect(large).toHaveLength(2);
});

test('and gives what it gave', async () => {
  const engine = createOnnxEngine();
  const program = await engine.compile(spec);
  const ours = await program.run(engine.createState({}), { x, channels }, { seed: 0, step: 0 });
  expectClose(ours, onCpu(body, { x, channels }), 1e-6);
});

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
