import { image, isProblem, type ProbeContext, Random, type TensorRandom, vector } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, it } from 'vitest';
import { Alignment } from './alignment.js';
import alignment from './alignment-implementation.js';
import { Occlude } from './occlude.js';
import occlude from './occlude-implementation.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Uniform draws as an engine gives them, filled on the host. */
function draws(seed: number): TensorRandom {
  const random = Random.of(seed, 'test');
  return {
    uniform: (shape, from, to) => {
      const size = shape.reduce((a, b) => a * b, 1);
      return tf.tensor(random.fillUniform(new Float32Array(size), from, to), [...shape]);
    },
    normal: () => {
      throw new Error('Occlude draws uniform numbers only');
    },
    fork: () => draws(seed + 1),
  };
}

it('keeps the type of an image and refuses what it could not occlude', () => {
  expect(Occlude.infer({ size: 8 }, image(28, 20, 3))).toEqual(image(28, 20, 3));
  expect(isProblem(Occlude.infer({ size: 20 }, image(28, 20, 3)))).toBe(true);
  expect(isProblem(Occlude.infer({ size: 8 }, image('?', '?', 3)))).toBe(true);
  expect(isProblem(Occlude.infer({ size: 8 }, vector(64)))).toBe(true);
});

it('hides one whole square in each row and nothing else', async () => {
  const [rows, height, width, channels, size] = [40, 9, 7, 2, 3];
  const input = tf.ones([rows, height, width, channels]);
  const output = occlude.apply!(input, { size }, { random: draws(0), training: true }) as tf.Tensor;
  const pixels = (await output.array()) as number[][][][];
  const corners = new Set<string>();
  for (const row of pixels) {
    const hidden = row.flatMap((line, y) =>
      line.flatMap((pixel, x) => (pixel[0] === 0 ? [[y, x] as const] : [])),
    );
    expect(hidden).toHaveLength(size * size);
    const [top, left] = hidden[0]!;
    for (const [y, x] of hidden) {
      expect(y - top).toBeLessThan(size);
      expect(Math.abs(x - left)).toBeLessThan(size);
    }
    for (const line of row) for (const pixel of line) expect(pixel[1]).toBe(pixel[0]);
    corners.add(`${top} ${left}`);
  }
  expect(corners.size).toBeGreaterThan(10);
});

it('leaves images alone in a probe', () => {
  const input = tf.ones([1, 4, 4, 1]);
  expect(occlude.apply!(input, { size: 2 }, { random: draws(0), training: false })).toBe(input);
});

it('measures alignment on the unit sphere, beside that of rows that do not belong together', async () => {
  const operand = (data: number[]) => ({
    dtype: 'float32' as const,
    shape: [2, 2],
    data: Float32Array.from(data),
  });
  const metric = Alignment.infer({}, [vector(2), vector(2)]);
  if (isProblem(metric)) throw new Error(metric.problem);
  const test = { rows: 2, operands: [operand([3, 0, 0, 1]), operand([1, 1, 0, 5])] };
  const result = await alignment.measure({ test, metric } as unknown as ProbeContext, {});
  // Angles of 45° and 0°; rows shifted by one: 90° and 45°. |a − b|² = 2 − 2 cos.
  expect(result.value).toBeCloseTo((2 - Math.SQRT2 + 0) / 2, 6);
  expect(result.chance).toBeCloseTo((2 + (2 - Math.SQRT2)) / 2, 6);
  expect(result.better).toBe('lower');
});

it('asks for two vectors of one length', () => {
  expect(isProblem(Alignment.infer({}, [vector(2), vector(3)]))).toBe(true);
  expect(isProblem(Alignment.infer({}, [vector(2), image(2, 2, 1)]))).toBe(true);
});
