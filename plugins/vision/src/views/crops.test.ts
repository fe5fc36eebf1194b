import { type HostImage, image, isProblem, Random, stateless, type ViewSignature } from '@infomin/plugin';
import { describe, expect, it } from 'vitest';
import { applyView, distance, randomTensor, tensorRandom, tf } from '../../test/setup.js';
import { drawBox, drawBoxes } from './boxes.js';
import { centerCrop } from './center-crop.js';
import { patchPair } from './patch-pair.js';
import { randomCrop } from './random-crop.js';
import { randomResizedCrop } from './random-resized-crop.js';
import { resize } from './resize.js';

const images = randomTensor([6, 9, 12, 3], 1) as tf.Tensor4D;
/** Each pixel holds its own row and column, so that a crop tells where it came from. */
const places = (height: number, width: number): HostImage => ({
  height,
  width,
  channels: 2,
  data: Uint8Array.from({ length: height * width * 2 }, (_, i) =>
    i % 2 ? (i >> 1) % width : Math.floor((i >> 1) / width),
  ),
});

/** Where a crop of `images` stands: [row, top, left], found by comparing with all slices. */
function findCrop(crop: tf.Tensor4D, row: number): [number, number] | undefined {
  const [, size] = crop.shape;
  const wanted = tf.slice(crop, [row, 0, 0, 0], [1, size, size, 3]);
  for (let top = 0; top + size <= 9; top++) {
    for (let left = 0; left + size <= 12; left++) {
      if (distance(tf.slice(images, [row, top, left, 0], [1, size, size, 3]), wanted) === 0)
        return [top, left];
    }
  }
  return undefined;
}

describe('RandomCrop', () => {
  it('gives exact pieces of each image, at different places', async () => {
    const crop = (await applyView(randomCrop, images, { size: 5 })) as tf.Tensor4D;
    const found = [0, 1, 2, 3, 4, 5].map((row) => findCrop(crop, row));
    expect(found).not.toContain(undefined);
    expect(new Set(found.map(String)).size).toBeGreaterThan(1);
  });

  it('reaches every place', async () => {
    const seen = new Set<string>();
    const { default: implementation } = await randomCrop.implementation();
    const one = tf.tile(tf.slice(images, [0, 0, 0, 0], [1, 9, 12, 3]), [200, 1, 1, 1]);
    const crops = implementation.apply!(
      one,
      { size: 8 },
      { random: tensorRandom(3), training: true, ...stateless },
    ) as tf.Tensor4D;
    const corners = tf.slice(crops, [0, 0, 0, 0], [200, 1, 1, 1]).dataSync();
    for (const corner of corners) seen.add(corner.toFixed(6));
    expect(seen.size).toBe(2 * 5);
  });

  it('takes the centre in probes, as CenterCrop does', async () => {
    const test = await applyView(randomCrop, images, { size: 5 }, { training: false });
    expect(distance(test, tf.slice(images, [0, 2, 4, 0], [6, 5, 5, 3]))).toBe(0);
    expect(distance(test, await applyView(centerCrop, images, { size: 5 }))).toBe(0);
  });

  it('says when the image is too small, before and at run time', async () => {
    expect(randomCrop.infer({ size: 10 }, image(9, 12, 3))).toMatchObject({ parameter: 'size' });
    expect(randomCrop.infer({ size: 10 }, image('?', '?', 3))).toEqual(image(10, 10, 3));
    const { default: implementation } = await randomCrop.implementation();
    const crop = (height: number, width: number) => () =>
      implementation.host!(
        places(height, width),
        { size: 10 },
        { random: Random.of(0, 'x'), training: true },
      );
    expect(crop(4, 20)).toThrow(/4×20/);
    expect(crop(20, 4)).toThrow(/20×4/);
  });
});

describe('CenterCrop', () => {
  it('begins where torchvision does, which rounds half to even', async () => {
    // int(round((side - size) / 2.0)) of Python for differences from 0 to 8.
    const begins = [0, 0, 1, 2, 2, 2, 3, 4, 4];
    const { default: implementation } = await centerCrop.implementation();
    const context = { random: undefined as never, training: false };
    const firsts = begins.map(
      (_, gap) => implementation.host!(places(4 + gap, 4), { size: 4 }, context) as HostImage,
    );
    expect(firsts.map(({ data }) => data[0])).toEqual(begins);
  });
});

describe('PatchPair', () => {
  const args = { size: 3, distance: 5 };
  it('keeps the second patch at the distance, both inside, the same under one seed', async () => {
    const { default: implementation } = await patchPair.implementation();
    const draw = (seed: number) =>
      implementation.apply!(images, args, {
        random: tensorRandom(seed),
        training: true,
        ...stateless,
      }) as tf.Tensor4D[];
    const [first, second] = draw(1);
    for (let row = 0; row < 6; row++) {
      const [top, left] = findCrop(first!, row)!;
      expect(findCrop(second!, row)).toEqual([top + 5, left + 5]);
    }
    expect(distance(draw(1)[0]!, first!)).toBe(0);
    expect(distance(draw(2)[0]!, first!)).toBeGreaterThan(0);
  });

  it('does the same on images of mixed sizes', async () => {
    const { default: implementation } = await patchPair.implementation();
    const random = Random.of(7, 'pairs');
    for (let i = 0; i < 50; i++) {
      const photo = places(8 + (i % 5), 8 + (i % 7));
      const draw = () =>
        implementation.host!(photo, args as never, { random: random.at(i), training: true }) as HostImage[];
      const [first, second] = draw();
      expect(second!.data[0]! - first!.data[0]!).toBe(5);
      expect(second!.data[1]! - first!.data[1]!).toBe(5);
      expect(first!.data).toHaveLength(18);
      expect(draw()[0]!.data).toEqual(first!.data);
    }
  });

  it('reaches every place on the host', async () => {
    const { default: implementation } = await patchPair.implementation();
    const seen = new Set<string>();
    for (let i = 0; i < 50; i++) {
      const context = { random: Random.of(i, 'pairs'), training: true };
      const [first] = implementation.host!(places(9, 10), args as never, context) as HostImage[];
      seen.add(first!.data.subarray(0, 2).join());
    }
    expect(seen.size).toBe(2 * 3);
  });

  it('is a problem where size and distance exceed the image', () => {
    const infer = patchPair.infer({ size: 32, distance: 64 }, image(64, 128, 3));
    expect(infer).toMatchObject({ parameter: 'distance' });
    expect(patchPair.infer({ size: 32, distance: 32 }, image(64, 64, 3))).toEqual([
      image(32, 32, 3),
      image(32, 32, 3),
    ]);
    expect(isProblem(patchPair.infer({ size: 32, distance: 64 }, image('?', '?', 3)))).toBe(false);
  });
});

describe('scaling', () => {
  it('doubles by linear interpolation at pixel centres, edges repeated', async () => {
    const ramp = tf.tensor4d([0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12], [1, 4, 4, 1]);
    const row = tf.slice(await applyView(resize, ramp, { size: 8 }), [0, 3, 0, 0], [1, 1, 8, 1]).dataSync();
    expect([...row].map((value) => Number(value.toFixed(4)))).toEqual([0, 1, 3, 5, 7, 9, 11, 12]);
  });

  it('antialiases: halving weighs four pixels 1, 3, 3, 1', async () => {
    const line = tf.tensor4d([1, 2, 4, 8, 16, 32, 64, 128], [1, 1, 8, 1]);
    const square = tf.tile(line, [1, 8, 1, 1]);
    const half = tf
      .slice(await applyView(resize, square, { size: 4 }), [0, 0, 1, 0], [1, 1, 1, 1])
      .dataSync()[0];
    expect(half).toBeCloseTo((2 + 3 * 4 + 3 * 8 + 16) / 8, 4);
  });

  it.each<[string, ViewSignature, object]>([
    ['Resize', resize, { size: 7 }],
    [
      'RandomResizedCrop',
      randomResizedCrop,
      { size: 7, scale: { from: 0.2, to: 1 }, ratio: { from: 0.75, to: 1.33 } },
    ],
  ])('%s keeps constants and the range of values', async (_name, signature, args) => {
    const flat = await applyView(signature, tf.fill([4, 9, 12, 3], 0.3), args as never);
    expect(distance(flat, tf.fill([4, 7, 7, 3], 0.3))).toBeLessThan(1e-6);
    const output = await applyView(signature, images, args as never);
    expect(output.shape).toEqual([6, 7, 7, 3]);
    expect(tf.min(output).dataSync()[0]).toBeGreaterThanOrEqual(0);
    expect(tf.max(output).dataSync()[0]).toBeLessThanOrEqual(1);
  });

  it('RandomResizedCrop cuts areas in the given range', async () => {
    const height = 40;
    const width = 60;
    // Each pixel holds its row and its column: the spread of a crop's values is the size of its box.
    const rows = tf.tile(tf.reshape(tf.range(0, height), [1, height, 1, 1]), [64, 1, width, 1]);
    const columns = tf.tile(tf.reshape(tf.range(0, width), [1, 1, width, 1]), [64, height, 1, 1]);
    const grid = tf.concat([rows, columns], 3);
    const args = { size: 10, scale: { from: 0.3, to: 0.5 }, ratio: { from: 0.8, to: 1.25 } };
    const crops = await applyView(randomResizedCrop, grid, args);
    const spread = tf.sub(tf.max(crops, [1, 2]), tf.min(crops, [1, 2])).arraySync() as [number, number][];
    for (const [y, x] of spread) {
      // Pixel centres of 10 outputs span nine tenths of the box.
      const area = ((y / 0.9) * (x / 0.9)) / (height * width);
      expect(area).toBeGreaterThan(0.3 * 0.93);
      expect(area).toBeLessThan(0.5 * 1.02);
    }
    const areas = spread.map(([y, x]) => y * x);
    expect(Math.max(...areas) / Math.min(...areas)).toBeGreaterThan(1.3);
  });

  it('RandomResizedCrop takes the middle where boxes have no pixel', async () => {
    const shape = { scale: { from: 0.01, to: 0.01 }, ratio: { from: 1, to: 1 } };
    const image = { height: 4, width: 6 };
    const middle = { top: 0, left: 1, height: 4, width: 4 };
    expect(drawBox(image, shape, Random.of(0, 'boxes'))).toEqual(middle);
    const drawn = Object.entries(drawBoxes(image, shape, tensorRandom(1), 2));
    expect(Object.fromEntries(drawn.map(([name, values]) => [name, values.dataSync()[1]]))).toEqual(middle);
  });

  it.each<[string, ViewSignature, object]>([
    ['Resize', resize, { size: 6 }],
    [
      'RandomResizedCrop',
      randomResizedCrop,
      { size: 6, scale: { from: 1, to: 1 }, ratio: { from: 1, to: 1 } },
    ],
  ])('%s on the host agrees with the step', async (_name, signature, args) => {
    const photo: HostImage = {
      height: 17,
      width: 17,
      channels: 3,
      data: Uint8Array.from({ length: 17 * 17 * 3 }, (_, i) => (i * 7919) % 256),
    };
    const { default: implementation } = await signature.implementation();
    const host = implementation.host!(photo, args as never, {
      random: Random.of(0, 'x'),
      training: false,
    }) as HostImage;
    const step = await applyView(
      signature,
      tf.tensor4d(Float32Array.from(photo.data), [1, 17, 17, 3]),
      args as never,
      {
        training: false,
      },
    );
    expect(distance(tf.tensor4d(Float32Array.from(host.data), [1, 6, 6, 3]), step)).toBeLessThanOrEqual(
      0.5001,
    );
  });
});
