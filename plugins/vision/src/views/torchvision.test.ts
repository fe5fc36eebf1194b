import { readFileSync } from 'node:fs';
import { Random, type Range } from '@infomin/plugin';
import { describe, expect, it } from 'vitest';
import { applyView, distance, tensorRandom, tf } from '../../test/setup.js';
import { applyMatrices } from '../resample/apply-matrices.js';
import { type Box, scaleBox } from '../resample/host.js';
import { bilinear } from '../resample/matrices.js';
import { drawBox, drawBoxes } from './boxes.js';
import { flip } from './flip.js';
import { gaussianBlur } from './gaussian-blur.js';
import { grayscale } from './grayscale.js';
import { type Blend, blends, jittered, orders } from './jitter.js';
import { normalize } from './normalize.js';
import { resize } from './resize.js';

type Pixels = number[][][];
interface Spread {
  quantiles: number[];
}

/** What torchvision does, written by `reference/views.py`. */
const torchvision = JSON.parse(
  readFileSync(new URL('../../reference/views.json', import.meta.url), 'utf8'),
) as {
  crops: {
    height: number;
    width: number;
    scale: [number, number];
    ratio: [number, number];
    area: Spread & { mean: number };
    logAspect: Spread & { mean: number };
    left: Spread | null;
  }[];
  colours: Pixels;
  jitter: { order: (Blend | 'hue')[]; factors: Partial<Record<Blend | 'hue', number>>; pixels: Pixels }[];
  grayscale: Pixels;
  normalized: Pixels;
  flipped: Pixels;
  image: Pixels;
  resized: { size: number; pixels: Pixels }[];
  resizedCrops: { size: number; box: [number, number, number, number]; pixels: Pixels }[];
  blurred: { sigma: number; kernel: number; pixels: Pixels }[];
};

const tensor = (pixels: Pixels) => tf.tensor4d([pixels]);
const colours = tensor(torchvision.colours);
const image = tensor(torchvision.image);

describe.each(torchvision.crops)('boxes of RandomResizedCrop in $height×$width, $scale, $ratio', (given) => {
  const { height, width } = given;
  const range = ([from, to]: [number, number]): Range => ({ from, to });
  const shape = { scale: range(given.scale), ratio: range(given.ratio) };
  const count = 20_000;
  const host = Array.from({ length: count }, (_, i) => drawBox(given, shape, Random.of(1, 'boxes').at(i)));
  const drawn = drawBoxes(given, shape, tensorRandom(2), count);
  const columns = Object.entries(drawn).map(([name, values]) => [name, values.dataSync()] as const);
  const step = Array.from(
    { length: count },
    (_, i) => Object.fromEntries(columns.map(([name, values]) => [name, values[i]!])) as unknown as Box,
  );

  it.each([
    ['on the host', host],
    ['in the step', step],
  ])('have its areas, proportions and places: %s', (_where, boxes) => {
    const outside = boxes.find(
      (box) =>
        !Object.values(box).every(Number.isInteger) ||
        Math.min(box.top, box.left) < 0 ||
        box.top + box.height > height ||
        box.left + box.width > width,
    );
    expect(outside).toBeUndefined();
    const areas = boxes.map((box) => (box.height * box.width) / (height * width));
    const aspects = boxes.map((box) => Math.log(box.width / box.height));
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / count;
    const near = (values: number[], { quantiles }: Spread, tolerance: number) => {
      const ordered = values.toSorted((a, b) => a - b);
      for (const [i, q] of [0.05, 0.25, 0.5, 0.75, 0.95].entries()) {
        const found = ordered[Math.floor(q * (ordered.length - 1))]!;
        expect(Math.abs(found - quantiles[i]!), `quantile ${q}`).toBeLessThan(tolerance);
      }
    };
    // Standard deviations of both means are below .24 / √20,000 and that / √2: four of the difference.
    expect(Math.abs(mean(areas) - given.area.mean)).toBeLessThan(0.0085);
    expect(Math.abs(mean(aspects) - given.logAspect.mean)).toBeLessThan(0.0085);
    near(areas, given.area, 0.02);
    near(aspects, given.logAspect, 0.05);
    const rooms = boxes.filter((box) => box.width < width);
    const lefts = rooms.map((box) => box.left / (width - box.width));
    if (given.left) near(lefts, given.left, 0.06);
  });
});

it.each(torchvision.jitter)('ColorJitter changes colours as torchvision does: $order', (given) => {
  const scalar = (value: number) => tf.tensor3d([value], [1, 1, 1]);
  const { hue, ...factors } = given.factors;
  const names = [...blends.filter((name) => name in factors), ...(hue === undefined ? [] : ['hue'])];
  const wanted = given.order.map((name) => names.indexOf(name)).join();
  const which = orders(names.length).findIndex((order) => order.join() === wanted);
  const jitter = {
    factors: Object.fromEntries(Object.entries(factors).map(([name, value]) => [name, scalar(value)])),
    turn: hue === undefined ? undefined : scalar(hue),
  };
  const output = jittered(colours, jitter, tf.tensor1d([which], 'int32'));
  // Its grey is .2989 R + .587 G + .114 B, ours .299 R.
  expect(distance(output, tensor(given.pixels))).toBeLessThan(5e-4);
});

it('Grayscale, Normalize and Flip do what torchvision does', async () => {
  const gray = await applyView(grayscale, colours, { p: 1 });
  expect(distance(gray, tensor(torchvision.grayscale))).toBeLessThan(2e-4);
  const args = { mean: [0.49, 0.48, 0.45], std: [0.25, 0.24, 0.26] };
  expect(distance(await applyView(normalize, colours, args), tensor(torchvision.normalized))).toBeLessThan(
    2e-5,
  );
  expect(distance(await applyView(flip, colours, { p: 1 }), tensor(torchvision.flipped))).toBeLessThan(2e-5);
});

it.each(torchvision.resized)(
  'Resize to $size gives the pixels of torchvision, antialiased',
  async (given) => {
    const { size } = given;
    expect(distance(await applyView(resize, image, { size }), tensor(given.pixels))).toBeLessThan(2e-5);
  },
);

it.each(torchvision.resizedCrops)('a box $box scaled to $size has the pixels of torchvision', (given) => {
  const { size } = given;
  const [top, left, height, width] = given.box;
  const step = applyMatrices(
    image,
    bilinear({ start: top, extent: height }, 9, size),
    bilinear({ start: left, extent: width }, 12, size),
  );
  expect(distance(step, tensor(given.pixels))).toBeLessThan(2e-5);
  const bytes = {
    height: 9,
    width: 12,
    channels: 3,
    data: Uint8Array.from(image.dataSync(), (x) => x * 255),
  };
  const host = scaleBox(bytes, { top, left, height, width }, size);
  // A byte cut and a byte rounded.
  expect(distance(tf.tensor4d(Float32Array.from(host.data), step.shape), tf.mul(step, 255))).toBeLessThan(
    1.6,
  );
});

it.each(torchvision.blurred)(
  'GaussianBlur is that of torchvision away from the edges: $sigma',
  async (given) => {
    const { sigma } = given;
    const blurred = await applyView(gaussianBlur, image, { sigma: { from: sigma, to: sigma }, p: 1 });
    // Five widths from the edge what is beyond it has no weight.
    const inner = (x: tf.Tensor) => tf.slice(x as tf.Tensor4D, [0, 3, 3, 0], [1, 3, 6, 3]);
    expect(distance(inner(blurred), inner(tensor(given.pixels)))).toBeLessThan(1e-4);
  },
);
