import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { createOnnxEngine } from '../engine.js';

const shapes: Readonly<Record<string, { shape: number[]; axes: number[] }>> = {
  'all of a vector': { shape: [2_500_000], axes: [0] },
  'a prime number of elements': { shape: [2_500_009], axes: [0] },
  'many rows': { shape: [200_000, 4], axes: [0] },
  'many rows of two columns': { shape: [200_000, 2], axes: [0] },
  'the last axis': { shape: [3, 200_000], axes: [1] },
  'the places of each image': { shape: [2, 300, 300, 5], axes: [1, 2] },
  'axes apart': { shape: [300, 4, 1000], axes: [0, 2] },
};

test.each(Object.entries(shapes))(
  'sums and means lose no more where they are long: %s',
  async (_, { shape, axes }) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const data = Float32Array.from({ length: size }, (_, i) => 1000 + Math.sin(i));
    const engine = createOnnxEngine();
    const program = await engine.compile({
      name: 'sums',
      state: {},
      inputs: { x: { dtype: 'float32', shape } },
      body: (_state, { x }) => ({ outputs: { sum: tf.sum(x!, axes), mean: tf.mean(x!, axes) } }),
    });
    const x = { dtype: 'float32', shape, data } as const;
    const { sum, mean } = await program.run(engine.createState({}), { x }, { seed: 0, step: 0 });
    await engine.dispose();
    const results = size / axes.reduce((count, axis) => count * shape[axis]!, 1);
    expect([sum!.data.length, mean!.data.length]).toEqual([results, results]);
    const exact = exactSums(data, shape, axes);
    const count = size / results;
    for (const [i, total] of exact.entries()) {
      expect(Math.abs(sum!.data[i]! / total - 1)).toBeLessThan(1e-5);
      expect(Math.abs(mean!.data[i]! / (total / count) - 1)).toBeLessThan(1e-5);
    }
  },
);

/** In double precision. */
function exactSums(data: Float32Array, shape: readonly number[], axes: readonly number[]): number[] {
  const sums: number[] = [];
  for (const [i, x] of data.entries()) {
    let [rest, stride, at] = [i, 1, 0];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const place = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
      if (axes.includes(axis)) continue;
      at += place * stride;
      stride *= shape[axis]!;
    }
    sums[at] = (sums[at] ?? 0) + x;
  }
  return sums;
}
