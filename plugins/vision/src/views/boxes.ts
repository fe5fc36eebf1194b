import type { Random, Range, TensorRandom } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import type { Box } from '../resample/host.js';
import { wholeNumbers } from '../resample/matrices.js';

/** What boxes are drawn of: their area as a share of the image's, and width over height. */
export interface Shape {
  readonly scale: Range;
  readonly ratio: Range;
}

/** How often a box that does not fit is drawn again, the first time included. */
const TRIES = 10;

const middle = (side: number, size: number) => Math.floor((side - size) / 2);

function centered(image: Size, height: number, width: number): Box {
  return { top: middle(image.height, height), left: middle(image.width, width), height, width };
}

interface Size {
  readonly height: number;
  readonly width: number;
}

/** The largest square in the middle. */
export function centerSquare(image: Size): Box {
  const side = Math.min(image.height, image.width);
  return centered(image, side, side);
}

/** The largest box in the middle that the ratio allows. */
function centerBox(image: Size, { from, to }: Range): Box {
  const { height, width } = image;
  if (width / height < from) return centered(image, Math.round(width / from), width);
  if (width / height > to) return centered(image, height, Math.round(height * to));
  return centered(image, height, width);
}

/** The first of the boxes drawn that fits into the image, else the one in the middle. */
export function drawBox(image: Size, { scale, ratio }: Shape, random: Random): Box {
  for (let i = 0; i < TRIES; i++) {
    const area = random.uniform(scale.from, scale.to) * image.height * image.width;
    const proportions = Math.exp(random.uniform(Math.log(ratio.from), Math.log(ratio.to)));
    const width = Math.round(Math.sqrt(area * proportions));
    const height = Math.round(Math.sqrt(area / proportions));
    if (width < 1 || height < 1 || width > image.width || height > image.height) continue;
    const top = random.int(image.height - height + 1);
    return { top, left: random.int(image.width - width + 1), height, width };
  }
  return centerBox(image, ratio);
}

/** The same for each of `rows`: all tries are drawn at once. Every field is `[N, 1, 1]`. */
export function drawBoxes(
  image: Size,
  { scale, ratio }: Shape,
  random: TensorRandom,
  rows: number,
): Record<keyof Box, tf.Tensor> {
  const tries = [rows, TRIES, 1];
  const area = tf.mul(random.uniform(tries, scale.from, scale.to), image.height * image.width);
  const proportions = tf.exp(random.uniform(tries, Math.log(ratio.from), Math.log(ratio.to)));
  const sizes = {
    height: tf.round(tf.sqrt(tf.div(area, proportions))),
    width: tf.round(tf.sqrt(tf.mul(area, proportions))),
  };
  const within = (side: keyof Size) =>
    tf.mul(tf.step(sizes[side]), tf.step(tf.sub(image[side] + 0.5, sizes[side])));
  const fits = tf.mul(within('height'), within('width'));
  const first = tf.sub(tf.step(tf.cumsum(fits, 1)), tf.step(tf.cumsum(fits, 1, true)));
  const none = tf.sub(1, tf.max(fits, 1, true));
  const fallback = centerBox(image, ratio);
  const orElse = (drawn: tf.Tensor, otherwise: number) => tf.add(drawn, tf.mul(none, otherwise));
  const size = (side: keyof Size) => orElse(tf.sum(tf.mul(first, sizes[side]), 1, true), fallback[side]);
  const [height, width] = [size('height'), size('width')];
  const place = (side: number, length: tf.Tensor, otherwise: number) => {
    const drawn = wholeNumbers(random.uniform([rows, 1, 1]), tf.sub(side + 1, length));
    return orElse(tf.mul(tf.sub(1, none), drawn), otherwise);
  };
  return {
    height,
    width,
    top: place(image.height, height, fallback.top),
    left: place(image.width, width, fallback.left),
  };
}
