import { image } from '@infomin/plugin';
import { describe, expect, it } from 'vitest';
import { applyView, distance, randomTensor, tf } from '../../test/setup.js';
import { flip } from './flip.js';
import { gaussianBlur } from './gaussian-blur.js';
import { noise } from './noise.js';

const images = randomTensor([32, 6, 7, 2], 1);

describe('Flip', () => {
  it('gives each row as it is or mirrored, exactly, and both occur', async () => {
    const output = tf.unstack(await applyView(flip, images, { p: 0.5 }));
    const mirrored = tf.unstack(tf.reverse(images, 2));
    const kept = tf.unstack(images);
    const which = output.map((row, i) => {
      if (distance(row, kept[i]!) === 0) return 'kept';
      return distance(row, mirrored[i]!) === 0 ? 'mirrored' : 'neither';
    });
    expect(new Set(which)).toEqual(new Set(['kept', 'mirrored']));
  });

  it('always at 1, never at 0', async () => {
    expect(distance(await applyView(flip, images, { p: 1 }), tf.reverse(images, 2))).toBe(0);
    expect(distance(await applyView(flip, images, { p: 0 }), images)).toBe(0);
  });
});

describe('GaussianBlur', () => {
  const always = { sigma: { from: 0.5, to: 2 }, p: 1 };

  it('keeps constants and the mean of every image', async () => {
    const flat = tf.fill([3, 6, 7, 2], 0.3);
    expect(distance(await applyView(gaussianBlur, flat, always), flat)).toBeLessThan(1e-6);
    const blurred = await applyView(gaussianBlur, images, always);
    expect(distance(tf.mean(blurred, [1, 2]), tf.mean(images, [1, 2]))).toBeLessThan(1e-5);
    const wide = await applyView(gaussianBlur, images, { sigma: { from: 6, to: 6 }, p: 1 });
    expect(distance(tf.mean(wide, [1, 2]), tf.mean(images, [1, 2]))).toBeLessThan(1e-4);
    expect(distance(blurred, images)).toBeGreaterThan(0.1);
  });

  it('spreads a point as a Gaussian of the given width', async () => {
    const point = tf.pad(tf.ones([1, 1, 1, 1]), [
      [0, 0],
      [10, 10],
      [10, 10],
      [0, 0],
    ]);
    const blurred = await applyView(gaussianBlur, point as tf.Tensor4D, {
      sigma: { from: 1.5, to: 1.5 },
      p: 1,
    });
    const values = blurred.dataSync();
    for (const [dy, dx] of [
      [0, 0],
      [0, 1],
      [2, 0],
      [3, 2],
    ] as const) {
      const expected = Math.exp(-(dy * dy + dx * dx) / (2 * 1.5 ** 2)) / (2 * Math.PI * 1.5 ** 2);
      expect(values[(10 + dy) * 21 + 10 + dx]).toBeCloseTo(expected, 5);
    }
  });

  it('leaves the rows alone that chance passes by', async () => {
    expect(distance(await applyView(gaussianBlur, images, { ...always, p: 0 }), images)).toBeLessThan(1e-6);
  });
});

describe('Noise', () => {
  it('adds independent normal values of the given spread', async () => {
    const zeros = tf.zeros([8, 20, 20, 3]);
    const drawn = await applyView(noise, zeros, { std: 0.1 });
    const { mean, variance } = tf.moments(drawn);
    // 9,600 draws: five standard errors.
    expect(Math.abs(mean.dataSync()[0]!)).toBeLessThan(5 * (0.1 / Math.sqrt(9600)));
    expect(Math.sqrt(variance.dataSync()[0]!)).toBeCloseTo(0.1, 2);
    expect(distance(await applyView(noise, zeros, { std: 0.1 }, { seed: 1 }), drawn)).toBeGreaterThan(0.1);
  });

  it('asks for a crop where sizes are open', () => {
    expect(noise.infer({ std: 1 }, image('?', '?', 3))).toMatchObject({
      suggestion: expect.stringContaining('RandomCrop(64)'),
    });
  });
});
