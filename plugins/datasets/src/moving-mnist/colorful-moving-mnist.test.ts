import {
  type Bound,
  classOf,
  type DatasetDescription,
  type DatasetSignature,
  dataset,
  formatType,
  image,
  isProblem,
  type Problem,
  Random,
  vector,
} from '@infomin/plugin';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cifar10 } from '../cifar10/cifar10.js';
import { imageFolder } from '../image-folder/image-folder.js';
import { mnist } from '../mnist/mnist.js';
import { classesInMemory, imagesInMemory, splitOf } from '../storage/rows.js';
import { readAll, readColumn, testContext } from '../testing.js';
import { textures } from '../textures/textures.js';
import implementation from './colorful-moving-mnist.compute.js';
import { colorfulMovingMnist } from './colorful-moving-mnist.js';

function bound(signature: DatasetSignature, args: object = {}): Bound<'dataset'> {
  return { id: signature.name, signature, args: signature.parameters.parse(args) as never };
}

const parse = (args: object) => colorfulMovingMnist.parameters.parse(args);
const open = (args: object, seed = 0) => implementation.open(parse(args), testContext({ seed }));

/**
 * Images of one value each that tell split, class and instance: `base + 10 · class + instance`, so that what was put
 * together can be read off a rendered frame.
 */
function flat(name: string, side: number, channels: number, base: { train: number; test: number }) {
  const bytes = side * side * channels;
  return painted(name, [side, side, channels], base, (first, i) => {
    const row = Math.floor(i / bytes);
    return first + 4 * (row % 10) + Math.floor(row / 10);
  });
}

function painted(
  name: string,
  [height, width, channels]: [number, number, number],
  base: { train: number; test: number },
  value: (first: number, i: number) => number,
) {
  const split = (first: number) => {
    const rows = 40;
    const labels = Int32Array.from({ length: rows }, (_, row) => row % 10);
    const pixels = Uint8Array.from({ length: rows * height * width * channels }, (_, i) => value(first, i));
    return splitOf(rows, {
      image: imagesInMemory(pixels, [height, width, channels]),
      label: classesInMemory(labels),
    });
  };
  return bound(
    dataset({
      name,
      doc: '',
      parameters: z.object({}),
      describe: () => ({
        columns: {
          image: { type: image(height, width, channels), doc: '' },
          label: { type: classOf(10), doc: '' },
        },
        splits: { train: { doc: '' }, test: { doc: '' } },
      }),
      implementation: async () => ({
        default: { open: async () => ({ splits: { train: split(base.train), test: split(base.test) } }) },
      }),
    }),
  );
}

// Backgrounds 1..40 and 51..90, digits 101..140 and 201..240: every value belongs to one image of one split.
const digits = flat('Digits', 4, 1, { train: 101, test: 201 });
const backgrounds = flat('Backgrounds', 8, 3, { train: 1, test: 51 });
const small = { digits, backgrounds, size: 16, frames: 5, horizon: 9, clips: 60, testClips: 30 };

/** Reads the factors off a frame `[16, 16, 3]`. */
function seen(frame: Uint8Array) {
  const background = Math.min(...frame);
  const digit = Math.max(...frame);
  const places: number[] = [];
  for (let i = 0; i < frame.length; i += 3) if (frame[i] === digit) places.push(i / 3);
  expect(new Set(frame)).toEqual(new Set([background, digit]));
  expect(places.length, 'the whole digit is on the canvas').toBe(16);
  const x = places[0]! % 16;
  const y = Math.floor(places[0]! / 16);
  return { background, digit, x: x + 2, y: y + 2 };
}

const classSeen = (value: number) => Math.floor(((value - 1) % 50) / 4);

async function frames(split: Parameters<typeof readAll>[0], column: string, share?: string[], key = 'a') {
  const { data } = await readColumn(
    split,
    column,
    Int32Array.from({ length: split.size }, (_, i) => i),
    {
      args: { share },
      random: Random.of(2, key),
    },
  );
  const count = data.length / 768;
  return Array.from({ length: count }, (_, i) => seen(data.slice(i * 768, (i + 1) * 768) as Uint8Array));
}

describe('ColorfulMovingMnist', () => {
  it('shows in `image` what the columns of factors say', async () => {
    const { splits } = await open(small);
    for (const [name, digitBase, backgroundBase] of [
      ['train', 101, 1],
      ['test', 201, 51],
    ] as const) {
      const split = splits[name]!;
      const shown = await frames(split, 'image');
      const digit = (await readAll(split, 'digit')).data;
      const background = (await readAll(split, 'background')).data;
      const position = await readAll(split, 'position');
      expect(position.shape).toEqual([split.size, 2]);
      shown.forEach((frame, row) => {
        expect(classSeen(frame.digit)).toBe(digit[row]);
        expect(classSeen(frame.background)).toBe(background[row]);
        expect([frame.x, frame.y]).toEqual([...position.data.slice(2 * row, 2 * row + 2)]);
        // Digits and backgrounds of the other split never appear.
        expect(frame.digit - digitBase).toBeGreaterThanOrEqual(0);
        expect(frame.digit - digitBase).toBeLessThan(40);
        expect(frame.background - backgroundBase).toBeGreaterThanOrEqual(0);
        expect(frame.background - backgroundBase).toBeLessThan(40);
      });
      expect(new Set(shown.map((f) => `${f.digit} ${f.background}`)).size).toBeGreaterThan(20);
    }
  });

  it('keeps digit and background through a clip whose motion leads to `image`', async () => {
    const { splits } = await open({ ...small, frames: 9, horizon: 9 });
    const { shape } = await readColumn(splits.train!, 'clip', [0, 1]);
    expect(shape).toEqual([2, 9, 16, 16, 3]);
    const shown = await frames(splits.train!, 'clip');
    const first = await frames(splits.train!, 'first');
    const later = await frames(splits.train!, 'image');
    for (let row = 0; row < splits.train!.size; row++) {
      const clip = shown.slice(9 * row, 9 * row + 9);
      expect(clip[0]).toEqual(first[row]);
      expect(new Set(clip.map((f) => f.digit)).size).toBe(1);
      expect(new Set(clip.map((f) => f.background)).size).toBe(1);
      expect(clip.at(-1)).toEqual(later[row]);
      for (let i = 1; i < 9; i++) {
        const way = Math.hypot(clip[i]!.x - clip[i - 1]!.x, clip[i]!.y - clip[i - 1]!.y);
        // A tenth of 12 free pixels, each end rounded to whole pixels.
        expect(way).toBeLessThan(1.2 + Math.SQRT2);
      }
    }
  });

  it.each([
    [['digit']],
    [['background']],
    [['position']],
    [['digit', 'position']],
    [['digit', 'background', 'position']],
  ])('shares %s between `image` and `future`', async (share) => {
    const { splits } = await open(small);
    const split = splits.train!;
    const now = await frames(split, 'image');
    const future = await frames(split, 'future', share);
    const agree = (key: (f: ReturnType<typeof seen>) => unknown) =>
      future.filter((f, row) => key(f) === key(now[row]!)).length / split.size;
    const rates = {
      digit: agree((f) => classSeen(f.digit)),
      background: agree((f) => classSeen(f.background)),
      position: agree((f) => `${f.x} ${f.y}`),
    };
    for (const [factor, rate] of Object.entries(rates)) {
      if (share.includes(factor)) expect(rate).toBe(1);
      else expect(rate).toBeLessThan(0.4);
    }
    if (share.length === 3) expect(future).toEqual(now);
    else expect(await frames(split, 'future', share, 'b')).not.toEqual(future);
  });

  it('shares instances where it is told to, for digit and background apart', async () => {
    const { splits } = await open({ ...small, level: 'instance', backgroundLevel: 'class' });
    const now = await frames(splits.train!, 'image');
    const future = await frames(splits.train!, 'future', ['digit', 'background']);
    expect(future.map((f) => f.digit)).toEqual(now.map((f) => f.digit));
    expect(future.map((f) => f.background)).not.toEqual(now.map((f) => f.background));
  });

  it('cuts a background that is not whole anywhere, for a clip once and for each future anew', async () => {
    // 8×12 pixels whose channels are x, y and the photograph.
    const ramp = painted('Ramp', [8, 12, 3], { train: 0, test: 0 }, (_, i) =>
      i % 3 === 0 ? Math.floor(i / 3) % 12 : i % 3 === 1 ? Math.floor(i / 36) % 8 : Math.floor(i / 288),
    );
    const { splits } = await open({
      ...{ ...small, backgrounds: ramp, level: 'instance' },
      ...{ backgroundCrop: 0.5, clips: 400, frames: 2 },
    });
    const read = async (column: string, share?: string[]) => {
      const rows = Int32Array.from({ length: 400 }, (_, i) => i);
      const { data } = await readColumn(splits.train!, column, rows, {
        args: { share },
        random: Random.of(2, 'a'),
      });
      return Array.from({ length: data.length / 768 }, (_, frame) =>
        [0, 1, 2].map((channel) =>
          Math.min(...data.slice(768 * frame, 768 * (frame + 1)).filter((_, i) => i % 3 === channel)),
        ),
      );
    };
    const now = await read('image');
    const clip = await read('clip');
    const future = await read('future', ['background']);
    expect(await read('future', ['background', 'digit', 'position'])).toEqual(now);
    for (const places of [now, future]) {
      // 4×4 pixels lie at 9 × 5 places.
      expect(new Set(places.map(([x]) => x))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8]));
      expect(new Set(places.map(([, y]) => y))).toEqual(new Set([0, 1, 2, 3, 4]));
    }
    now.forEach((frame, row) => {
      expect(clip.slice(2 * row, 2 * row + 2)).toEqual([frame, frame]);
      expect(future[row]![2]).toBe(frame[2]);
    });
    const still = now.filter(([x, y], row) => x === future[row]![0] && y === future[row]![1]);
    expect(still.length).toBeLessThan(40);
  });

  it('depends on seed and row alone', async () => {
    const [a, b, other] = await Promise.all([open(small), open(small), open(small, 1)]);
    const clip = async (dataset: typeof a, rows: number[]) =>
      (await readColumn(dataset.splits.train!, 'clip', rows)).data;
    const whole = await clip(a, [4, 9, 17]);
    const one = whole.length / 3;
    expect(await clip(b, [17, 4])).toEqual(
      Uint8Array.from([...whole.slice(2 * one), ...whole.slice(0, one)]),
    );
    expect(await clip(other, [4, 9, 17])).not.toEqual(whole);
    // More clips don't change those there were.
    const more = await open({ ...small, clips: 600 });
    expect(await clip(more, [4, 9, 17])).toEqual(whole);
  });

  it('needs nothing downloaded: MNIST over textures', async () => {
    const { splits } = await open({ clips: 8, testClips: 8 });
    const { shape, data } = await readColumn(splits.test!, 'clip', [0, 7]);
    expect(shape).toEqual([2, 10, 64, 64, 3]);
    expect((data as Uint8Array).reduce((a, b) => Math.max(a, b), 0)).toBeGreaterThan(250);
  });
});

describe('the signature of ColorfulMovingMnist', () => {
  const describeWith = (args: object) => colorfulMovingMnist.describe(parse(args));
  const problemOf = (args: object) => {
    const result = describeWith(args);
    return isProblem(result) ? result : undefined;
  };

  it('declares types from those of digits and backgrounds', () => {
    const types = (described: DatasetDescription | Problem) => {
      if (isProblem(described)) throw new Error(described.problem);
      return Object.fromEntries(Object.entries(described.columns).map(([k, c]) => [k, formatType(c.type)]));
    };
    expect(types(describeWith({ frames: 6, size: 48 }))).toEqual({
      clip: 'Clip[6, 48, 48, 3]',
      first: 'Image[48, 48, 3]',
      image: 'Image[48, 48, 3]',
      digit: 'Class[10]',
      background: 'Class[10]',
      position: 'Point[2]',
      future: 'Image[48, 48, 3]',
    });
    const folder = types(describeWith({ backgrounds: bound(imageFolder, { root: 'x' }) }));
    expect(folder.background).toBe('Class[?]');
    expect(problemOf({ digits: bound(mnist), backgrounds: bound(cifar10, { root: 'x' }) })).toBeUndefined();
  });

  it('takes the names of the factors and no other', () => {
    const described = describeWith({});
    if (isProblem(described)) throw new Error(described.problem);
    const { parameters } = described.columns.future!;
    expect(parameters!.safeParse({ share: ['digit', 'background', 'position'] }).success).toBe(true);
    expect(parameters!.safeParse({ share: ['colour'] }).success).toBe(false);
  });

  const lacking = (columns: DatasetDescription['columns'], splits: DatasetDescription['splits']) =>
    bound(
      dataset({
        name: 'Odd',
        doc: '',
        parameters: z.object({}),
        describe: () => ({ columns, splits }),
        implementation: async () => ({ default: { open: async () => ({ splits: {} }) } }),
      }),
    );
  const both = { train: { doc: '' }, test: { doc: '' } };
  const picture = { type: image(8, 8, 3), doc: '' };
  const label = { type: classOf(10), doc: '' };

  it.each([
    [
      'a digit larger than the canvas',
      { size: 20 },
      'size',
      /28×28 pixels is larger than the canvas of 20×20/,
    ],
    ['coloured digits', { digits: bound(textures) }, 'digits', /3 channels/],
    ['digits of open size', { digits: bound(imageFolder, { root: 'x' }) }, 'digits', /one known size/],
    [
      'backgrounds without classes',
      { backgrounds: lacking({ image: picture }, both) },
      'backgrounds',
      /need a column label; Odd has image/,
    ],
    [
      'labels that are no classes',
      { backgrounds: lacking({ image: picture, label: { type: vector(3), doc: '' } }, both) },
      'backgrounds',
      /column label of kind Class; that of Odd is Vector\[3\]/,
    ],
    [
      'no test split',
      { backgrounds: lacking({ image: picture, label }, { train: { doc: '' } }) },
      'backgrounds',
      /need a split test; Odd has train/,
    ],
    [
      'labels in one split only',
      { backgrounds: lacking({ image: picture, label: { ...label, splits: ['train'] } }, both) },
      'backgrounds',
      /column label in split test; Odd has it in train/,
    ],
    [
      'too many channels',
      { backgrounds: lacking({ image: { type: image(8, 8, 4), doc: '' }, label }, both) },
      'backgrounds',
      /4 channels/,
    ],
  ])('refuses %s', (_, args, parameter, message) => {
    expect(problemOf(args)).toMatchObject({ parameter, problem: expect.stringMatching(message) });
  });
});
