import type { HostTensor, ProgramSpec } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, test, vi } from 'vitest';
import { createOnnxEngine } from './engine.js';
import { InferenceSession } from './onnxruntime.js';

const x: HostTensor = { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) };
const key = { seed: 0, step: 0 };

function times(factor: number): ProgramSpec {
  return {
    name: `times ${factor}`,
    state: {},
    inputs: { x: { dtype: 'float32', shape: [2] } },
    body: (_state, { x }) => ({ outputs: { y: tf.mul(x!, factor) } }),
  };
}

afterEach(() => {
  vi.restoreAllMocks();
});

test('programs that are compiled before one runs share a session, which goes with the last of them', async () => {
  const create = vi.spyOn(InferenceSession, 'create');
  const engine = createOnnxEngine();
  const state = engine.createState({});
  const two = await engine.compile(times(2));
  const three = await engine.compile(times(3));
  expect(create).not.toHaveBeenCalled();
  expect([...(await three.run(state, { x }, key)).y!.data]).toEqual([3, 6]);
  expect([...(await two.run(state, { x }, key)).y!.data]).toEqual([2, 4]);
  expect(create).toHaveBeenCalledTimes(1);

  const late = await engine.compile(times(4));
  expect([...(await late.run(state, { x }, key)).y!.data]).toEqual([4, 8]);
  expect(create).toHaveBeenCalledTimes(2);

  const shared = await create.mock.results[0]!.value;
  const release = vi.spyOn(shared, 'release');
  two.dispose();
  two.dispose();
  await Promise.resolve();
  expect(release).not.toHaveBeenCalled();
  expect([...(await three.run(state, { x }, key)).y!.data]).toEqual([3, 6]);
  three.dispose();
  await vi.waitFor(() => expect(release).toHaveBeenCalledTimes(1));
});

test('a program that was given back before anything ran is not part of the session', async () => {
  const create = vi.spyOn(InferenceSession, 'create');
  const engine = createOnnxEngine();
  const state = engine.createState({});
  (await engine.compile(times(2))).dispose();
  const three = await engine.compile(times(3));
  expect([...(await three.run(state, { x }, key)).y!.data]).toEqual([3, 6]);
  const session: InferenceSession = await create.mock.results[0]!.value;
  expect(session.inputNames).toHaveLength(1);
});

test('each run writes the state where the one before did not', async () => {
  const engine = createOnnxEngine();
  const state = engine.createState({ w: x });
  const next = await engine.compile({
    name: 'next',
    state: { w: { dtype: 'float32', shape: [2] } },
    inputs: {},
    body: ({ w }) => ({ state: { w: tf.add(w!, 1) }, outputs: { before: w! } }),
  });
  const kept = await state.read();
  for (const step of [0, 1, 2]) {
    const { before } = await next.run(state, {}, { seed: 0, step });
    expect([...before!.data]).toEqual([1 + step, 2 + step]);
  }
  expect([...(await state.read()).w!.data]).toEqual([4, 5]);
  expect([...kept.w!.data]).toEqual([1, 2]);
});
