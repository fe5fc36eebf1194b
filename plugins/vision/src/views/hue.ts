import * as tf from '@tensorflow/tfjs-core';
import { choose } from './chance.js';

/** What HSV is made of (Smith 1978), each `[N, H, W, 1]`. */
export interface Hexcone {
  /** The largest of the three. */
  readonly value: tf.Tensor;
  /** The largest less the smallest. */
  readonly chroma: tf.Tensor;
  /** The hue, in sixths of the turn, −1 to 5; 0 where there is none. */
  readonly sextant: tf.Tensor;
}

/** `x`, with 1 in place of 0. */
export const divisor = (x: tf.Tensor) => tf.add(x, tf.sub(1, tf.step(x)));

export function hexcone(image: tf.Tensor4D): Hexcone {
  const [rows, height, width] = image.shape;
  const plane = (channel: number) => tf.slice(image, [0, 0, 0, channel], [rows, height, width, 1]);
  const [r, g, b] = [plane(0), plane(1), plane(2)] as const;
  const value = tf.maximum(r, tf.maximum(g, b));
  const chroma = tf.sub(value, tf.minimum(r, tf.minimum(g, b)));
  const safe = divisor(chroma);
  const isLargest = (x: tf.Tensor) => tf.sub(1, tf.step(tf.sub(value, x)));
  const sixth = (x: tf.Tensor, y: tf.Tensor, from: number) => tf.add(tf.div(tf.sub(x, y), safe), from);
  const sextant = choose(isLargest(r), sixth(g, b, 0), choose(isLargest(g), sixth(b, r, 2), sixth(r, g, 4)));
  return { value, chroma, sextant };
}

/** Turns the hue of HSV by a share of the turn, a number for each row, `[N, 1, 1, 1]`; saturation and value stay. */
export function turnHue(image: tf.Tensor4D, turn: tf.Tensor): tf.Tensor4D {
  const { value, chroma, sextant } = hexcone(image);
  const turned = tf.add(sextant, tf.mul(turn, 6));
  const channels = [5, 3, 1].map((from) => {
    const place = tf.add(turned, from);
    const k = tf.sub(place, tf.mul(tf.floor(tf.mul(place, 1 / 6)), 6));
    return tf.sub(value, tf.mul(chroma, tf.clipByValue(tf.minimum(k, tf.sub(4, k)), 0, 1)));
  });
  return tf.concat(channels, 3) as tf.Tensor4D;
}
