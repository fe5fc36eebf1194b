import { type ProgramSpec, UserError } from '@infomin/plugin';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { createOnnxEngine } from '../src/engine.js';
import implementation from '../src/onnx.compute.js';
import { onnx } from '../src/onnx.js';

const engine = createOnnxEngine();

function program(body: (x: tf.Tensor) => tf.Tensor): ProgramSpec {
  return {
    name: 'nce/max',
    state: {},
    inputs: { x: { dtype: 'float32', shape: [2, 3] } },
    body: (_state, { x }) => ({ outputs: { y: body(x!) } }),
  };
}

const refused = async (body: (x: tf.Tensor) => tf.Tensor) => {
  const error = await engine.compile(program(body)).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
};

test('an op without a kernel is named, with the program and the place', async () => {
  const error = await refused((x) => tf.spectral.fft(tf.complex(x, x)) as tf.Tensor);
  expect(error.message).toMatch(
    /^nce\/max: the op Complex cannot be compiled \(used at .*errors\.test\.ts:\d+:\d+\)$/,
  );
  expect(error.suggestion).toMatch(/--engine cpu/);
});

test('reading a value while tracing is refused', async () => {
  const error = await refused((x) => tf.mul(x, x.dataSync()[0]!));
  expect(error.message).toMatch(/nce\/max: the value of a tensor isn't known while a step is traced/);
});

test('a tensor of another backend is refused by the op that reads it', async () => {
  await tf.setBackend('cpu');
  const outside = tf.tensor2d([[1, 2, 3]]);
  const error = await refused((x) => tf.add(x, outside));
  expect(error.message).toMatch(/nce\/max: Add was given a tensor \[1,3\] that was made outside/);
  expect(tf.getBackend()).toBe('cpu');
});

test('a tensor of an earlier trace is refused', async () => {
  let kept: tf.Tensor | undefined;
  await engine.compile(
    program((x) => {
      kept = tf.keep(tf.mul(x, 2));
      return kept;
    }),
  );
  const error = await refused((x) => tf.add(x, kept!));
  expect(error.message).toMatch(/Add was given a tensor \[2,3\] that was made outside/);
});

test('windows counted otherwise than by rounding down are refused', async () => {
  const image = (x: tf.Tensor) => tf.reshape(x, [1, 2, 3, 1]) as tf.Tensor4D;
  const filter = () => tf.ones([2, 2, 1, 1]) as tf.Tensor4D;
  for (const op of [
    (x: tf.Tensor) => tf.maxPool(image(x), 2, 2, 0, 'ceil'),
    (x: tf.Tensor) => tf.conv2d(image(x), filter(), 2, 0, 'NHWC', 1, 'round'),
    (x: tf.Tensor) =>
      tf.fused.conv2d({ x: image(x), filter: filter(), strides: 2, pad: 0, dimRoundingMode: 'ceil' }),
  ]) {
    expect((await refused(op)).message).toMatch(/dimRoundingMode '(ceil|round)' cannot be compiled/);
  }
});

test('the other layout of images is refused', async () => {
  const error = await refused((x) => {
    const images = tf.reshape(x, [1, 1, 2, 3]) as tf.Tensor4D;
    return tf.conv2d(images, tf.ones([1, 1, 1, 1]), 1, 'valid', 'NCHW');
  });
  expect(error.message).toMatch(/Conv2D in the layout NCHW/);
});

test('a next state of another shape is refused', async () => {
  const wrong: ProgramSpec = {
    name: 'grow',
    state: { w: { dtype: 'float32', shape: [2] } },
    inputs: {},
    body: ({ w }) => ({ state: { w: tf.concat([w!, w!]) }, outputs: {} }),
  };
  await expect(engine.compile(wrong)).rejects.toThrow(
    /grow: the next value of state 'w' is float32\[4\], not float32\[2\]/,
  );
});

test('WebGPU without an adapter is told when the engine starts', async () => {
  const context = { log: { info() {}, warn() {}, debug() {} }, artifacts: undefined, cacheFolder: '' };
  const start = implementation.create(onnx.parameters.parse({ device: 'webgpu' }), context);
  const outcome = await start.catch((reason: unknown) => reason);
  // On a machine that has an adapter it starts.
  if (!(outcome instanceof Error)) return expect(outcome).toMatchObject({ name: 'onnx' });
  expect(outcome).toBeInstanceOf(UserError);
  expect(outcome.message).toMatch(/^engine onnx cannot run on WebGPU here: Failed to get a WebGPU adapter/);
  expect((outcome as UserError).suggestion).toContain('--device cpu');
});

test('what fails while it runs names the program', async () => {
  const spec: ProgramSpec = {
    name: 'nce/max',
    state: {},
    inputs: { x: { dtype: 'float32', shape: [2, 3] }, i: { dtype: 'int32', shape: [1] } },
    body: (_state, { x, i }) => ({ outputs: { y: tf.gather(x!, i as tf.Tensor1D) } }),
  };
  const program = await engine.compile(spec);
  const run = program.run(
    engine.createState({}),
    {
      x: { dtype: 'float32', shape: [2, 3], data: new Float32Array(6) },
      i: { dtype: 'int32', shape: [1], data: Int32Array.of(7) },
    },
    { seed: 0, step: 0 },
  );
  await expect(run).rejects.toThrow(/^nce\/max: .*Gather node/);
});
