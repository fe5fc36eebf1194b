import { image } from '@infomin/plugin';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { applyView, distance, randomTensor, tf } from '../../test/setup.js';
import { colorJitter } from './color-jitter.js';
import { colorSpace } from './color-space.js';
import { grayscale } from './grayscale.js';
import { turnHue } from './hue.js';
import { jittered, orders } from './jitter.js';
import { normalize } from './normalize.js';

const images = randomTensor([16, 4, 5, 3], 1);
/** Edges of the cube, and greys. */
const grid = tf.tensor4d(
  [0, 0.5, 1].flatMap((r) => [0, 0.5, 1].flatMap((g) => [0, 0.5, 1].map((b) => [r, g, b]))).flat(),
  [1, 3, 9, 3],
);
type Color = [number, number, number];
const pixels = (image: tf.Tensor) => tf.reshape(image, [-1, 3]).arraySync() as Color[];
const none = { brightness: 0, contrast: 0, saturation: 0, hue: 0, p: 1 };

async function expectPixels(
  space: z.output<typeof colorSpace.parameters>['space'],
  reference: (rgb: Color) => number[],
  digits = 4,
  input = images,
) {
  const outputs = pixels(await applyView(colorSpace, input, { space }));
  for (const [i, rgb] of pixels(input).entries()) {
    for (const [c, value] of reference(rgb).entries()) expect(outputs[i]![c]).toBeCloseTo(value, digits);
  }
}

describe('ColorSpace', () => {
  it('writes YDbDr as the paper has it', () =>
    expectPixels('YDbDr', ([r, g, b]) => [
      0.299 * r + 0.587 * g + 0.114 * b,
      -0.45 * r - 0.883 * g + 1.333 * b,
      -1.333 * r + 1.116 * g + 0.217 * b,
    ]));

  it('writes YCbCr as JPEG does', () =>
    expectPixels('YCbCr', ([r, g, b]) => {
      const y = 0.299 * r + 0.587 * g + 0.114 * b;
      return [y, 0.5 + (b - y) / 1.772, 0.5 + (r - y) / 1.402];
    }));

  it('leaves RGB alone', () => expectPixels('RGB', (rgb) => rgb));

  it.each([
    ['random colours', images],
    ['edges of the cube', grid],
  ])('writes HSV so that the usual way back gives RGB again: %s', async (_name, input) => {
    const back = (h: number, s: number, v: number) =>
      [5, 3, 1].map((n) => {
        const k = (n + h * 6) % 6;
        return v - v * s * Math.max(0, Math.min(k, 4 - k, 1));
      });
    const hsv = pixels(await applyView(colorSpace, input, { space: 'HSV' }));
    for (const [i, rgb] of pixels(input).entries()) {
      const [h, s, v] = hsv[i]!;
      expect(h).toBeGreaterThanOrEqual(0);
      expect(h).toBeLessThanOrEqual(1);
      if (s === 0) expect(h).toBe(0);
      for (const [c, value] of back(h, s, v).entries()) expect(value).toBeCloseTo(rgb[c]!, 5);
    }
  });

  it('cuts what noise has put outside [0, 1] before it writes HSV', async () => {
    const noisy = tf.tensor4d([0.01, -0.2, 0, 1.2, 0.6, -0.1], [1, 1, 2, 3]);
    const hsv = await applyView(colorSpace, noisy, { space: 'HSV' });
    expect(distance(hsv, await applyView(colorSpace, tf.clipByValue(noisy, 0, 1), { space: 'HSV' }))).toBe(0);
    expect(tf.max(hsv).dataSync()[0]).toBeLessThanOrEqual(1);
  });

  it('writes Lab with the published values of the primaries', async () => {
    const colors: [Color, Color][] = [
      [
        [1, 1, 1],
        [100, 0, 0],
      ],
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
      [
        [1, 0, 0],
        [53.24, 80.09, 67.2],
      ],
      [
        [0, 1, 0],
        [87.73, -86.18, 83.18],
      ],
      [
        [0, 0, 1],
        [32.3, 79.19, -107.86],
      ],
      [
        [0.5, 0.5, 0.5],
        [53.39, 0, 0],
      ],
    ];
    const input = tf.tensor4d(
      colors.flatMap(([rgb]) => rgb),
      [1, 1, colors.length, 3],
    );
    const lab = pixels(await applyView(colorSpace, input, { space: 'Lab' }));
    for (const [i, [, expected]] of colors.entries()) {
      for (const [c, value] of expected.entries()) expect(Math.abs(lab[i]![c]! - value)).toBeLessThan(0.03);
    }
  });

  it('writes numbers in every space of what noise has put outside [0, 1]', async () => {
    const noisy = tf.tensor4d([0.01, -0.2, 0, 1.2, 0.6, -0.1, -0.3, -0.3, -0.3], [1, 1, 3, 3]);
    for (const space of ['YDbDr', 'YCbCr', 'Lab', 'HSV'] as const) {
      const [written] = pixels(await applyView(colorSpace, noisy, { space }));
      expect(written!.every(Number.isFinite), space).toBe(true);
    }
  });

  it('is a problem on grey images', () => {
    expect(colorSpace.infer({ space: 'Lab' }, image(28, 28, 1))).toHaveProperty('problem');
  });
});

describe('ColorJitter', () => {
  it('does nothing with changes of 0 and with probability 0', async () => {
    expect(distance(await applyView(colorJitter, images, none), images)).toBeLessThan(1e-6);
    const strong = { brightness: 0.8, contrast: 0.8, saturation: 0.8, hue: 0.5, p: 0 };
    expect(distance(await applyView(colorJitter, images, strong), images)).toBeLessThan(1e-6);
  });

  it('multiplies by a brightness within its range, another for each row', async () => {
    const dim = tf.mul(images, 0.5);
    const factors = tf.div(await applyView(colorJitter, dim, { ...none, brightness: 0.4 }), dim);
    const rows = tf.reshape(factors, [16, -1]);
    const low = tf.min(rows, 1).dataSync();
    const high = tf.max(rows, 1).dataSync();
    for (let i = 0; i < 16; i++) {
      expect(high[i]! - low[i]!).toBeLessThan(1e-4);
      expect(low[i]).toBeGreaterThanOrEqual(0.6 - 1e-5);
      expect(high[i]).toBeLessThanOrEqual(1.4 + 1e-5);
    }
    expect(Math.max(...high) - Math.min(...low)).toBeGreaterThan(0.3);
  });

  it('blends with the mean grey of the image (contrast)', async () => {
    const soft = tf.add(tf.mul(images, 0.2), 0.4);
    const output = await applyView(colorJitter, soft, { ...none, contrast: 0.5 });
    const grayOf = (x: tf.Tensor) => tf.sum(tf.mul(x, [0.299, 0.587, 0.114]), 3, true);
    const mean = tf.mean(grayOf(soft), [1, 2], true);
    expect(distance(tf.mean(grayOf(output), [1, 2], true), mean)).toBeLessThan(1e-5);
    const factors = tf.div(tf.sub(output, mean), tf.sub(soft, mean)).dataSync();
    for (const factor of factors) {
      if (!Number.isFinite(factor)) continue;
      expect(factor).toBeGreaterThan(0.49);
      expect(factor).toBeLessThan(1.51);
    }
  });

  it('cuts factors at 0: a change above 1 inverts no contrast', async () => {
    const soft = tf.add(tf.mul(images, 0.02), 0.49);
    const output = await applyView(colorJitter, soft, { ...none, contrast: 3 });
    const spread = (x: tf.Tensor) =>
      tf.sub(tf.slice(x, [0, 0, 0, 0], [16, 1, 1, 1]), tf.slice(x, [0, 0, 1, 0], [16, 1, 1, 1]));
    const factors = tf.div(spread(output), spread(soft)).dataSync();
    expect(Math.min(...factors)).toBeGreaterThan(-1e-3);
    expect(Math.max(...factors)).toBeGreaterThan(2);
  });

  it('is where it was after two half turns of the hue, in either direction', () => {
    const turn = (x: tf.Tensor4D, by: number) => turnHue(x, tf.fill([x.shape[0], 1, 1, 1], by));
    for (const input of [images as tf.Tensor4D, grid])
      for (const by of [0.5, -0.5]) {
        const turned = turn(input, by);
        expect(distance(turn(turned, by), input)).toBeLessThan(1e-5);
        expect(distance(turned, turn(input, -by))).toBeLessThan(1e-5);
      }
  });

  it('turns the hue either way', async () => {
    const rose = tf.tile(tf.tensor4d([0.8, 0.5, 0.5], [1, 1, 1, 3]), [32, 1, 1, 1]);
    const turned = pixels(await applyView(colorJitter, rose, { ...none, hue: 0.1 }));
    expect(new Set(turned.map(([, green, blue]) => Math.sign(green - blue)))).toEqual(new Set([-1, 1]));
  });

  it('keeps the value of each pixel when only the hue changes, and draws every order', async () => {
    const value = (x: tf.Tensor) => tf.max(x, 3);
    const turned = await applyView(colorJitter, images, { ...none, hue: 0.5 });
    expect(distance(turned, images)).toBeGreaterThan(0.1);
    expect(distance(value(turned), value(images))).toBeLessThan(1e-5);
    // On one image brightness 2 and contrast 0 give its mean grey doubled, or that of the doubled and cut image.
    const one = tf.tile(tf.slice(images, [0, 0, 0, 0], [1, 4, 5, 3]), [64, 1, 1, 1]) as tf.Tensor4D;
    const factors = { brightness: tf.fill([64, 1, 1], 2), contrast: tf.zeros([64, 1, 1]) };
    const which = tf.tensor1d(
      Array.from({ length: 64 }, (_, i) => i % 2),
      'int32',
    );
    const levels = jittered(one, { factors, turn: undefined }, which).dataSync();
    const [first, second] = orders(2).map((order, i) => [order[0], levels[i * 60]!] as const);
    const byFirst = new Map([first!, second!]);
    const gray = (x: tf.Tensor) => tf.mean(tf.sum(tf.mul(x, [0.299, 0.587, 0.114]), 3)).dataSync()[0]!;
    const base = tf.slice(images, [0, 0, 0, 0], [1, 4, 5, 3]);
    expect(byFirst.get(0)).toBeCloseTo(gray(tf.clipByValue(tf.mul(base, 2), 0, 1)), 5);
    expect(byFirst.get(1)).toBeCloseTo(Math.min(1, 2 * gray(base)), 5);
  });

  it('stays in [0, 1]', async () => {
    const wild = await applyView(colorJitter, images, {
      brightness: 1,
      contrast: 1,
      saturation: 1,
      hue: 0.5,
      p: 1,
    });
    expect(tf.min(wild).dataSync()[0]).toBeGreaterThanOrEqual(0);
    expect(tf.max(wild).dataSync()[0]).toBeLessThanOrEqual(1);
  });
});

describe('Grayscale', () => {
  it('makes grey, exactly as often as asked at 0 and 1', async () => {
    const gray = tf.sum(tf.mul(images, [0.299, 0.587, 0.114]), 3, true);
    expect(distance(await applyView(grayscale, images, { p: 1 }), tf.tile(gray, [1, 1, 1, 3]))).toBeLessThan(
      1e-6,
    );
    expect(distance(await applyView(grayscale, images, { p: 0 }), images)).toBe(0);
  });

  it('decides for each row', async () => {
    const many = randomTensor([400, 1, 1, 3], 2);
    const output = await applyView(grayscale, many, { p: 0.2 });
    const spread = tf.sub(tf.max(output, 3), tf.min(output, 3)).dataSync();
    const grays = [...spread].filter((value) => value < 1e-6).length;
    // Four standard deviations of Binomial(400, 0.2) around 80.
    expect(Math.abs(grays - 80)).toBeLessThan(32);
  });
});

describe('Normalize', () => {
  it('subtracts and divides by channel', async () => {
    const output = await applyView(normalize, images, { mean: [0.5, 0.4, 0.3], std: [1, 2, 4] });
    const expected = tf.div(tf.sub(images, [0.5, 0.4, 0.3]), [1, 2, 4]);
    expect(distance(output, expected)).toBeLessThan(1e-6);
  });

  it('wants one number for each channel, above 0', () => {
    expect(normalize.infer({ mean: [1, 2], std: 1 }, image(4, 4, 3))).toMatchObject({ parameter: 'mean' });
    expect(normalize.parameters.safeParse({ std: [1, 0, 1] }).success).toBe(false);
  });
});
