import type { TensorRandom, ViewImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { wholeNumbers } from '../resample/matrices.js';
import { chance, choose } from './chance.js';
import { type Blend, blends, jittered, orders } from './jitter.js';

interface ColorJitterArgs extends Readonly<Record<Blend, number>> {
  readonly hue: number;
  readonly p: number;
}

/** A factor for each row, uniform in [1 − change, 1 + change] but not below 0: `[N, 1, 1]`. */
const factor = (random: TensorRandom, rows: number, change: number) =>
  random.uniform([rows, 1, 1], Math.max(0, 1 - change), 1 + change);

const implementation: ViewImplementation<ColorJitterArgs> = {
  apply(input, args, { random }) {
    const given = blends.filter((name) => args[name] > 0);
    const changes = given.length + (args.hue > 0 ? 1 : 0);
    if (changes === 0) return input;
    const images = input as tf.Tensor4D;
    const rows = images.shape[0];
    const factors = Object.fromEntries(given.map((name) => [name, factor(random, rows, args[name])]));
    const turn = args.hue > 0 ? random.uniform([rows, 1, 1], -args.hue, args.hue) : undefined;
    const which = tf.cast(wholeNumbers(random.uniform([rows]), orders(changes).length), 'int32');
    const changed = jittered(images, { factors, turn }, which as tf.Tensor1D);
    if (args.p >= 1) return changed;
    return choose(tf.reshape(chance(random, rows, args.p), [rows, 1, 1, 1]), changed, images);
  },
};

export default implementation;
