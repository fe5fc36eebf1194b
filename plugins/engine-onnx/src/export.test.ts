import type { ProgramSpec } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { exportModel } from './export.js';
import { InferenceSession, Tensor } from './onnxruntime.js';

const programOf =
  (body: (x: tf.Tensor, rows: number) => tf.Tensor) =>
  (rows: number): ProgramSpec => ({
    name: 'p',
    state: {},
    inputs: { x: { dtype: 'float32', shape: [rows, 2, 3] } },
    body: (_state, { x }) => ({ outputs: { output: body(x!, rows) } }),
  });
const exported = (program: (rows: number) => ProgramSpec) =>
  exportModel({ program: program(2), other: program(3), weights: {}, metadata: {} });

it('leaves the number of rows open where shapes alone depend on it', async () => {
  const { bytes, anyRows } = exported(
    programOf((x, rows) => tf.reshape(tf.square(tf.reshape(x, [2 * rows, 3])), [rows, 6])),
  );
  expect(anyRows).toBe(true);
  const session = await InferenceSession.create(bytes);
  const data = Float32Array.from({ length: 24 }, (_, i) => i);
  const { output } = await session.run({ x: new Tensor('float32', data, [4, 2, 3]) });
  expect(output!.dims).toEqual([4, 6]);
  expect(Array.from(output!.data as Float32Array)).toEqual(Array.from(data, (value) => value * value));
});

it.each([
  ['a constant', programOf((x, rows) => tf.div(x, tf.scalar(rows)))],
  ['the number of nodes', programOf((x, rows) => (rows > 2 ? tf.square(x) : tf.abs(x)))],
  [
    'two dimensions of a shape',
    programOf((x, rows) => tf.reshape(tf.tile(tf.sum(x, 0), [rows, rows]), [rows, rows, 6])),
  ],
] as const)('keeps the number of rows where %s depends on it', async (_what, program) => {
  const { bytes, anyRows } = exported(program);
  expect(anyRows).toBe(false);
  const session = await InferenceSession.create(bytes);
  const { output } = await session.run({ x: new Tensor('float32', new Float32Array(12).fill(1), [2, 2, 3]) });
  expect(output!.dims[0]).toBe(2);
});
