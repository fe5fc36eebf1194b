import type { TensorRandom, ViewImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { chance, choose } from './chance.js';

interface CutoutArgs {
  readonly size: number;
  readonly value: number;
  readonly p: number;
}

/** `[N, side]`: 1 within `size` pixels about a pixel drawn for each row, 0 elsewhere. */
function within(random: TensorRandom, rows: number, side: number, size: number): tf.Tensor {
  const centre = tf.floor(random.uniform([rows, 1], 0, side));
  const place = tf.sub(tf.tensor2d([Array.from({ length: side }, (_, i) => i)]), centre);
  const before = Math.floor(size / 2);
  return tf.mul(tf.step(tf.add(place, before + 0.5)), tf.step(tf.sub(size - before - 0.5, place)));
}

const implementation: ViewImplementation<CutoutArgs> = {
  apply(input, { size, value, p }, { random }) {
    const [rows, height, width] = input.shape as [number, number, number];
    const y = tf.reshape(within(random, rows, height, size), [rows, height, 1, 1]);
    const x = tf.reshape(within(random, rows, width, size), [rows, 1, width, 1]);
    const applied = tf.reshape(chance(random, rows, p), [rows, 1, 1, 1]);
    return choose(tf.mul(tf.mul(y, x), applied), tf.scalar(value), input);
  },
};

export default implementation;
