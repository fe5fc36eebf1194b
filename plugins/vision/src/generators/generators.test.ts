import { image } from '@infomin/plugin';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { applyModel, distance, initialWeights, randomTensor, tensorRandom, tf } from '../../test/setup.js';
import implementation, { inverse, logDeterminant } from './flow.compute.js';
import { flow } from './flow.js';
import { viewmaker } from './viewmaker.js';

const type = image(6, 5, 3);
const images = randomTensor([4, 6, 5, 3], 1);

/** Weights away from the identity. */
function trained(args: z.output<typeof flow.parameters>, channels = 3): Record<string, tf.Tensor> {
  const specs = flow.state(args, image(6, 5, channels));
  const random = tensorRandom(5, 'trained');
  return Object.fromEntries(
    Object.entries(specs).map(([name, { shape }]) => [name, random.normal(shape, 0.6)]),
  );
}

describe.each(['vp', 'nvp'] as const)('Flow, %s', (kind) => {
  const args = { kind, blocks: 4, hidden: 8, bound: 1 };
  const context = { training: true, drawing: true, random: tensorRandom(0), next: () => {} };
  const apply = (weights: Record<string, tf.Tensor>, input: tf.Tensor) =>
    implementation.apply(weights, input, args, context);

  it('is the identity at the start', async () => {
    const { output, unread } = await applyModel(flow, images, args, type);
    expect(distance(output, images)).toBe(0);
    expect(unread).toEqual([]);
  });

  it('has an inverse', () => {
    const weights = trained(args);
    const output = apply(weights, images);
    expect(distance(output, images)).toBeGreaterThan(0.3);
    expect(distance(inverse(weights, output, args), images)).toBeLessThan(1e-4);
  });

  it('has the log-determinant of the numerical Jacobian, which is block-diagonal in the pixels', () => {
    const weights = trained(args);
    const pixel = tf.tensor4d([0.2, 0.7, 0.4], [1, 1, 1, 3]);
    const step = 1e-2;
    const column = (j: number) => {
      const shift = tf.mul(tf.reshape(tf.slice(tf.eye(3), [j, 0], [1, 3]), [1, 1, 1, 3]), step);
      const difference = tf.sub(apply(weights, tf.add(pixel, shift)), apply(weights, tf.sub(pixel, shift)));
      return [...tf.div(difference, 2 * step).dataSync()] as [number, number, number];
    };
    const [a, b, c] = [column(0), column(1), column(2)];
    const determinant =
      a[0] * (b[1] * c[2] - b[2] * c[1]) -
      b[0] * (a[1] * c[2] - a[2] * c[1]) +
      c[0] * (a[1] * b[2] - a[2] * b[1]);
    const [ours] = logDeterminant(weights, pixel, args).dataSync();
    expect(ours).toBeCloseTo(Math.log(Math.abs(determinant)), 2);
    if (kind === 'vp') expect(ours).toBe(0);
    else expect(Math.abs(ours!)).toBeGreaterThan(0.05);
    const image = tf.tile(pixel, [2, 3, 2, 1]);
    expect(logDeterminant(weights, image, args).dataSync()[1]).toBeCloseTo(6 * ours!, 4);
  });

  it('bounds what it does to a pixel however large its weights', () => {
    const weights = Object.fromEntries(
      Object.entries(trained(args)).map(([name, w]) => [name, tf.mul(w, 100)]),
    );
    const [log] = logDeterminant(weights, tf.ones([1, 1, 1, 3]), args).dataSync();
    expect(Math.abs(log!)).toBeLessThanOrEqual(args.blocks * args.bound + 1e-5);
  });

  it('changes one channel a block, the first one first', () => {
    const one = { ...args, blocks: 1 };
    const moved = tf.abs(tf.sub(implementation.apply(trained(one), images, one, context), images));
    const [first, second, third] = tf.max(moved, [0, 1, 2]).dataSync();
    expect(first).toBeGreaterThan(0.05);
    expect([second, third]).toEqual([0, 0]);
  });
});

describe('Flow', () => {
  it('wants two channels', () => {
    const args = { kind: 'nvp', blocks: 3, hidden: 16, bound: 1 } as const;
    expect(flow.infer(args, image(8, 8, 1))).toHaveProperty('suggestion');
    expect(flow.infer(args, image(8, 8, 2))).toEqual({ ...image(8, 8, 2), space: '?' });
  });
});

describe('Viewmaker', () => {
  const args = { budget: 0.05, hidden: 4, blocks: 1, noise: 1, clamp: false };

  it('changes each image by its budget, also when frozen, but not in probes', async () => {
    const { output, unread } = await applyModel(viewmaker, images, args, type);
    const change = tf.mean(tf.abs(tf.sub(output, images)), [1, 2, 3]).dataSync();
    for (const value of change) expect(value).toBeCloseTo(0.05, 3);
    expect(unread).toEqual([]);
    const frozen = await applyModel(viewmaker, images, args, type, { training: false, drawing: true });
    expect(distance(frozen.output, images)).toBeGreaterThan(0.05);
    const { output: probe } = await applyModel(viewmaker, images, args, type, { training: false });
    expect(distance(probe, images)).toBe(0);
  });

  it('gives two equal images different views', async () => {
    const same = tf.tile(tf.slice(images, [0, 0, 0, 0], [1, 6, 5, 3]), [2, 1, 1, 1]);
    const { output } = await applyModel(viewmaker, same, args, type);
    const [first, second] = tf.unstack(output);
    expect(distance(first!, second!)).toBeGreaterThan(1e-3);
  });

  it('stays in [0, 1] when clamped', async () => {
    const weights = initialWeights(viewmaker.state(args, type));
    const loud = { ...args, budget: 0.5, clamp: true };
    const { output } = await applyModel(viewmaker, images, loud, type, { weights });
    expect(tf.min(output).dataSync()[0]).toBeGreaterThanOrEqual(0);
    expect(tf.max(output).dataSync()[0]).toBeLessThanOrEqual(1);
  });
});

it.each([flow, viewmaker])(
  'more than 1,000 blocks are refused, before they are counted: $name',
  ({ parameters }) => {
    expect(parameters.safeParse({ blocks: 1000 }).success).toBe(true);
    expect(parameters.safeParse({ blocks: 1001 }).success).toBe(false);
  },
);
