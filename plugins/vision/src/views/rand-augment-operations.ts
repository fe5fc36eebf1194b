import * as tf from '@tensorflow/tfjs-core';
import { jittered } from './jitter.js';
import { warp } from './warp.js';

/**
 * An operation of RandAugment on `[N, H, W, 3]` in [0, 1], as torchvision's: at a strength of 0..30, and for those that have a
 * direction a sign for each row, `[N, 1, 1, 1]`.
 */
export type Operation = (images: tf.Tensor4D, magnitude: number, sign: tf.Tensor) => tf.Tensor;

const STRONGEST = 30;
const share = (magnitude: number) => magnitude / STRONGEST;

/** Whole pixels, of a side. */
const translation = (magnitude: number, side: number) => Math.floor((150 / 331) * side * share(magnitude));

const perRow = (sign: tf.Tensor) => tf.reshape(sign, [-1, 1]);

function blended(name: 'brightness' | 'contrast' | 'saturation'): Operation {
  return (images, magnitude, sign) => {
    const factor = tf.add(1, tf.mul(tf.reshape(sign, [-1, 1, 1]), 0.9 * share(magnitude)));
    const only = tf.zeros([images.shape[0]], 'int32') as tf.Tensor1D;
    return jittered(images, { factors: { [name]: factor }, turn: undefined }, only);
  };
}

/** Away from, or toward, the mean with weights of five for a pixel and one for each neighbour; edges stay. */
const sharpness: Operation = (images, magnitude, sign) => {
  const [rows, height, width] = images.shape;
  if (height < 3 || width < 3) return images;
  const part = (top: number, left: number) =>
    tf.slice(images, [0, top, left, 0], [rows, height - 2, width - 2, 3]);
  const places = [0, 1, 2].flatMap((top) => [0, 1, 2].map((left) => part(top, left)));
  const middle = part(1, 1);
  const soft = tf.div(tf.add(tf.addN(places), tf.mul(middle, 4)), 13);
  const change = tf.pad(tf.sub(middle, soft), [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ]);
  return tf.clipByValue(tf.add(images, tf.mul(tf.mul(sign, 0.9 * share(magnitude)), change)), 0, 1);
};

/** The bytes that a picture would be saved as; one below 0 or above 255 would be counted as another row's. */
const bytes = (images: tf.Tensor) => tf.round(tf.mul(tf.clipByValue(images, 0, 1), 255));

/** Leaves the uppermost bits of each byte. */
const posterize: Operation = (images, magnitude) => {
  const step = 2 ** Math.round(magnitude / (STRONGEST / 4));
  return tf.div(tf.mul(tf.floor(tf.div(tf.add(bytes(images), 0.5), step)), step), 255);
};

const solarize: Operation = (images, magnitude) => {
  const bright = tf.sub(1, tf.step(tf.sub(1 - share(magnitude), images)));
  return tf.add(images, tf.mul(bright, tf.sub(1, tf.mul(images, 2))));
};

/** Each channel from its least to its greatest value; one of a single value stays. */
const autoContrast: Operation = (images) => {
  const least = tf.min(images, [1, 2], true);
  const range = tf.sub(tf.max(images, [1, 2], true), least);
  const flat = tf.sub(1, tf.step(range));
  const stretched = tf.div(tf.sub(images, least), tf.add(range, flat));
  return tf.add(tf.mul(flat, images), tf.mul(tf.sub(1, flat), stretched));
};

/** Each channel's bytes by their rank, so that all are about as frequent. Steps have no slope. */
const equalize: Operation = (images) =>
  tf.customGrad((x) => ({ value: ranked(x as tf.Tensor4D), gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy) }))(
    images,
  );

/** A table of 256 for each row and channel. */
function ranked(images: tf.Tensor4D): tf.Tensor {
  const [rows, height, width, channels] = images.shape;
  const pixels = height * width;
  const tables = rows * channels;
  const levels = tf.cast(tf.reshape(tf.transpose(bytes(images), [0, 3, 1, 2]), [tables, pixels]), 'int32');
  const offsets = tf.mul(tf.range(0, tables, 1, 'int32'), tf.scalar(256, 'int32'));
  const entries = tf.reshape(tf.add(levels, tf.expandDims(offsets, 1)), [tables * pixels]) as tf.Tensor1D;
  const ones = tf.ones([tables * pixels]);
  const counts = tf.reshape(tf.scatterND(tf.expandDims(entries, 1), ones, [tables * 256]), [tables, 256]);
  const upTo = tf.cumsum(counts, 1);
  const below = tf.sub(upTo, counts);
  // Those of the brightest byte do not count.
  const brightest = tf.max(tf.mul(tf.step(counts), below), 1, true);
  const step = tf.floor(tf.div(tf.add(brightest, 0.5), 255));
  const flat = tf.sub(1, tf.step(step));
  const half = tf.floor(tf.div(step, 2));
  const table = tf.floor(tf.div(tf.add(tf.add(below, half), 0.5), tf.add(step, flat)));
  const levelled = tf.gather(tf.reshape(tf.clipByValue(table, 0, 255), [tables * 256]), entries);
  const found = tf.transpose(tf.reshape(levelled, [rows, channels, height, width]), [0, 2, 3, 1]);
  const stays = tf.reshape(flat, [rows, 1, 1, channels]);
  return tf.add(tf.mul(stays, images), tf.mul(tf.sub(1, stays), tf.div(found, 255)));
}

/** In torchvision's order. */
export const operations: Readonly<Record<string, Operation>> = {
  identity: (images) => images,
  shearX: (images, magnitude, sign) =>
    warp(images, (x, y) => [
      tf.add(x, tf.mul(tf.mul(perRow(sign), 0.3 * share(magnitude)), tf.add(y, 0.5))),
      y,
    ]),
  shearY: (images, magnitude, sign) =>
    warp(images, (x, y) => [
      x,
      tf.add(y, tf.mul(tf.mul(perRow(sign), 0.3 * share(magnitude)), tf.add(x, 0.5))),
    ]),
  translateX: (images, magnitude, sign) => {
    const by = tf.mul(perRow(sign), translation(magnitude, images.shape[2]));
    return warp(images, (x, y) => [tf.sub(x, by), y]);
  },
  translateY: (images, magnitude, sign) => {
    const by = tf.mul(perRow(sign), translation(magnitude, images.shape[1]));
    return warp(images, (x, y) => [x, tf.sub(y, by)]);
  },
  rotate: (images, magnitude, sign) => {
    const angle = share(magnitude) * (Math.PI / 6);
    const sine = tf.mul(perRow(sign), Math.sin(angle));
    const [, height, width] = images.shape;
    return warp(images, (x, y) => {
      const [u, v] = [tf.sub(x, (width - 1) / 2), tf.sub(y, (height - 1) / 2)];
      const turned = [
        tf.sub(tf.mul(u, Math.cos(angle)), tf.mul(sine, v)),
        tf.add(tf.mul(sine, u), tf.mul(v, Math.cos(angle))),
      ] as const;
      return [tf.add(turned[0], (width - 1) / 2), tf.add(turned[1], (height - 1) / 2)];
    });
  },
  brightness: blended('brightness'),
  color: blended('saturation'),
  contrast: blended('contrast'),
  sharpness,
  posterize,
  solarize,
  autoContrast,
  equalize,
};
