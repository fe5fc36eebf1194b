import { isProblem, stateless, type Type } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { tensorRandom, tf } from '../../test/setup.js';
import { jigSaw } from './jig-saw.js';

const ROWS = 400;
/** 9 × 10 pixels that tell their places, 10 y + x. */
const image = tf.reshape(tf.range(0, 90), [1, 9, 10, 1]);

async function patches(args: { grid: number; size?: number }): Promise<number[][][]> {
  const { default: implementation } = await jigSaw.implementation();
  const context = { random: tensorRandom(4), training: true, ...stateless };
  const results = implementation.apply!(tf.tile(image, [ROWS, 1, 1, 1]), args, context) as tf.Tensor[];
  return results.map((result) => tf.reshape(result, [ROWS, -1]).arraySync() as number[][]);
}

it('gives a patch of each cell, whole and in place', async () => {
  const results = await patches({ grid: 3, size: 2 });
  expect(results).toHaveLength(9);
  for (let row = 0; row < ROWS; row++) {
    const cells = results.map((patch) => {
      const [first, ...rest] = patch[row]!;
      expect(rest).toEqual([first! + 1, first! + 10, first! + 11]);
      const [y, x] = [Math.floor(first! / 10), first! % 10];
      expect([y % 3, x % 3].every((within) => within < 2)).toBe(true);
      return 3 * Math.floor(y / 3) + Math.floor(x / 3);
    });
    expect(new Set(cells).size).toBe(9);
  }
});

it('cuts squares as large as cells allow', async () => {
  const [first] = await patches({ grid: 2 });
  expect(first![0]).toHaveLength(16);
});

it('orders cells and places patches at random, each as often', async () => {
  const results = await patches({ grid: 2, size: 3 });
  const counts = new Map<number, number>();
  for (const [first] of results[0]!) counts.set(first!, (counts.get(first!) ?? 0) + 1);
  // Cells of 4 × 5 pixels: 2 × 3 places in each of four, 400 / 24 = 17 each, with a standard deviation of 4.
  expect(counts.size).toBe(24);
  for (const count of counts.values()) expect(Math.abs(count - 17)).toBeLessThan(16);
});

it('says where patches do not fit', () => {
  const input: Type = { kind: 'Image', dims: [9, 10, 1] };
  const infer = (args: { grid: number; size?: number }) => jigSaw.infer(args, input);
  expect(infer({ grid: 3 })).toEqual(Array(9).fill({ ...input, dims: [3, 3, 1] }));
  expect(isProblem(infer({ grid: 3, size: 4 }))).toBe(true);
});
