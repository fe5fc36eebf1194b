import { type ProgramSpec, Random } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { createCpuEngine } from './cpu.compute.js';

const spec: ProgramSpec = {
  name: 'step',
  state: { w: { dtype: 'float32', shape: [4] }, m: { dtype: 'float32', shape: [4] } },
  inputs: { x: { dtype: 'uint8', shape: [3, 4] } },
  body: ({ w, m }, { x }, random) => {
    const loss = (v: tf.Tensor) =>
      tf.mean(tf.square(tf.add(tf.mul(x!, v), random.normal([3, 4])))) as tf.Scalar;
    const { value, grad } = tf.valueAndGrad(loss)(w!);
    const next = tf.add(tf.mul(m!, 0.9), grad);
    return { state: { w: tf.sub(w!, tf.mul(next, 1e-6)), m: next }, outputs: { loss: value, same: w! } };
  },
};

test('runs, failed ones too, and state leave no tensors behind', async () => {
  const engine = createCpuEngine();
  const before = tf.memory().numTensors;
  const zeros = { dtype: 'float32', shape: [4], data: new Float32Array(4) } as const;
  const state = engine.createState({ w: zeros, m: zeros });
  const program = await engine.compile(spec);
  const failing = await engine.compile({
    ...spec,
    body: ({ w }) => {
      tf.mul(w!, 2);
      throw new Error('no');
    },
  });
  for (let step = 0; step < 20; step++) {
    const data = Uint8Array.from({ length: 12 }, (_, i) => Random.of(step, 'x').at(i).int(256));
    await program.run(state, { x: { dtype: 'uint8', shape: [3, 4], data } }, { seed: 1, step });
    state.write({ m: zeros });
    await expect(
      failing.run(state, { x: { dtype: 'uint8', shape: [3, 4], data } }, { seed: 1, step }),
    ).rejects.toThrow('no');
    expect(tf.memory().numTensors).toBe(before + 2);
  }
  state.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('leaves time for timers and signals between runs', async () => {
  const program = await createCpuEngine().compile({
    name: 'one',
    state: {},
    inputs: {},
    body: () => ({ outputs: { one: tf.scalar(1) } }),
  });
  const state = createCpuEngine().createState({});
  let heard = false;
  setTimeout(() => {
    heard = true;
  });
  const end = performance.now() + 5000;
  for (let step = 0; !heard && performance.now() < end; step++)
    await program.run(state, {}, { seed: 0, step });
  expect(heard).toBe(true);
});

test('sums along an axis counted from the back are those along it, and so are their gradients', async () => {
  const engine = createCpuEngine();
  const x = { dtype: 'float32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) } as const;
  const program = await engine.compile({
    name: 'sums',
    state: {},
    inputs: { x: { dtype: 'float32', shape: [2, 3] } },
    body: (_state, { x }) => ({
      outputs: {
        sums: tf.cumsum(x!, -1),
        gradient: tf.grad((y) => tf.sum(tf.cumsum(y, -2)))(x!),
      },
    }),
  });
  const { sums, gradient } = await program.run(engine.createState({}), { x }, { seed: 1, step: 0 });
  expect([...sums!.data]).toEqual([1, 3, 6, 4, 9, 15]);
  expect([...gradient!.data]).toEqual([2, 2, 2, 1, 1, 1]);
});
