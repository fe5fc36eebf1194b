import type { TensorRandom, ViewImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { chance, choose } from './chance.js';
import { hueRotation } from './hue-rotation.js';
import { grayMatrix, luma, mixChannels } from './mix-channels.js';

interface ColorJitterArgs {
  readonly brightness: number;
  readonly contrast: number;
  readonly saturation: number;
  readonly hue: number;
  readonly p: number;
}

/** A factor for each row, uniform in [1 − change, 1 + change] but not below 0: `[N, 1, 1]`. */
const factor = (random: TensorRandom, rows: number, change: number) =>
  random.uniform([rows, 1, 1], Math.max(0, 1 - change), 1 + change);

/**
 * All four changes are affine maps of a pixel's colour, and none of the later ones moves grey, so together they are one
 * product with a `[3, 3]` matrix a row and the addition of one number a row.
 */
const implementation: ViewImplementation<ColorJitterArgs> = {
  apply(input, args, { random, training }) {
    if (!training) return input;
    const images = input as tf.Tensor4D;
    const [rows, height, width] = images.shape;
    const brightness = factor(random, rows, args.brightness);
    const contrast = factor(random, rows, args.contrast);
    const saturation = factor(random, rows, args.saturation);
    const angle = random.uniform([rows, 1, 1], -2 * Math.PI * args.hue, 2 * Math.PI * args.hue);
    const applied = chance(random, rows, args.p);

    const identity = tf.expandDims(tf.eye(3), 0);
    const gray = tf.tensor3d([grayMatrix.map((row) => [...row])]);
    const saturate = tf.add(tf.mul(saturation, identity), tf.mul(tf.sub(1, saturation), gray));
    const turn = tf.matMul(saturate, hueRotation(angle));
    const matrix = tf.mul(tf.mul(brightness, contrast), turn);

    const colors = tf.sum(tf.reshape(images, [rows, height * width, 3]), 1, true);
    const level = tf.sum(tf.mul(colors, tf.tensor3d([[[...luma]]])), 2, true);
    const meanGray = tf.mul(level, 1 / (height * width));
    const added = tf.mul(tf.mul(tf.sub(1, contrast), brightness), meanGray);

    const mixed = mixChannels(images, choose(applied, matrix, identity));
    return tf.clipByValue(tf.add(mixed, tf.reshape(tf.mul(applied, added), [rows, 1, 1, 1])), 0, 1);
  },
};

export default implementation;
