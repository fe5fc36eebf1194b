import type { HostTensor } from '@infomin/plugin';
import { drawInput } from '@infomin/testing/engine-contract';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { createOnnxEngine } from '../engine.js';

type Resize = (images: tf.Tensor4D, size: [number, number], corners: boolean, centres: boolean) => tf.Tensor;

const resizers: Readonly<Record<string, Resize>> = {
  resizeBilinear: tf.image.resizeBilinear,
  resizeNearestNeighbor: tf.image.resizeNearestNeighbor,
};
const dot = (a: HostTensor, b: HostTensor) =>
  Array.from(a.data, (x, i) => x * b.data[i]!).reduce((sum, product) => sum + product, 0);

// Resizing is linear, so its gradient is its adjoint: ⟨resize(x), y⟩ = ⟨x, gradient(y)⟩. tfjs's cpu backend, which the
// contract compares with, exchanges height and width here.
test.each(
  Object.entries(resizers).flatMap(([name, resize]) =>
    [
      { corners: false, centres: false },
      { corners: true, centres: false },
      { corners: false, centres: true },
    ].map((options) => ({ name, resize, ...options })),
  ),
)(
  'the gradient of $name is its adjoint, corners $corners, centres $centres',
  async ({ resize, corners, centres }) => {
    const x = drawInput('x', { shape: [2, 5, 7, 3] });
    const y = drawInput('y', { shape: [2, 8, 4, 3] });
    const engine = createOnnxEngine();
    const program = await engine.compile({
      name: 'adjoint',
      state: {},
      inputs: { x: { dtype: 'float32', shape: x.shape }, y: { dtype: 'float32', shape: y.shape } },
      body: (_state, { x, y }) => {
        const f = (x: tf.Tensor) => resize(x as tf.Tensor4D, [8, 4], corners, centres);
        return { outputs: { forward: f(x!), backward: tf.grad(f)(x!, y!) } };
      },
    });
    const { forward, backward } = await program.run(engine.createState({}), { x, y }, { seed: 0, step: 0 });
    expect(dot(forward!, y)).toBeCloseTo(dot(x, backward!), 4);
  },
);
