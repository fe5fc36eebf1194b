import * as tf from '@tensorflow/tfjs-core';
import { turnHue } from './hue.js';
import { grayMatrix, luma, mixChannels } from './mix-channels.js';

/** Changes of colour that blend with something grey: black, the image's mean grey, each pixel's grey. */
export const blends = ['brightness', 'contrast', 'saturation'] as const;
export type Blend = (typeof blends)[number];

export interface Jitter {
  /** What each blend keeps of the image, `[N, 1, 1]`; 1 is all. Those left out are not done. */
  readonly factors: Partial<Record<Blend, tf.Tensor>>;
  /** How far the hue turns, in turns, `[N, 1, 1]`. */
  readonly turn: tf.Tensor | undefined;
}

/** All orders of 0..n−1. */
export function orders(n: number): number[][] {
  if (n === 0) return [[]];
  return orders(n - 1).flatMap((shorter) =>
    Array.from({ length: n }, (_, at) => [...shorter.slice(0, at), n - 1, ...shorter.slice(at)]),
  );
}

/**
 * The places in which an order's blends are done, before the hue's turn and after it: for each place one number per blend,
 * 1 for the one that is done there. Turning is dear and blending is not, so there are places for all of them on both
 * sides of one turn instead of a turn in every place.
 */
function places(order: readonly number[], count: number): number[] {
  const turn = order.indexOf(count);
  const at = (blend: number | undefined) => Array.from({ length: count }, (_, i) => Number(i === blend));
  const alone = order.slice(0, count).flatMap(at);
  if (turn < 0) return alone;
  const before = Array.from({ length: count }, (_, i) => at(i < turn ? order[i] : undefined));
  const after = Array.from({ length: count }, (_, i) => at(i >= turn ? order[i + 1] : undefined));
  return [...before, ...after].flat();
}

/**
 * Changes the colours of `[N, H, W, 3]`, cutting to [0, 1] after each change; row i in the order `orders(n)[which[i]]`
 * of its n changes, the blends as they stand in {@link blends} and then the hue.
 */
export function jittered(images: tf.Tensor4D, { factors, turn }: Jitter, which: tf.Tensor1D): tf.Tensor4D {
  const rows = images.shape[0];
  const given = blends.filter((name) => factors[name] !== undefined);
  const count = given.length;
  const turned = (x: tf.Tensor4D) => (turn ? turnHue(x, tf.reshape(turn, [rows, 1, 1, 1])) : x);
  if (count === 0) return turned(images);
  const table = orders(count + (turn ? 1 : 0)).map((order) => places(order, count));
  const length = table[0]!.length / count;
  const done = tf.reshape(tf.gather(tf.tensor2d(table), which), [rows, length, count]);
  const changes = tf.concat(
    given.map((name) => tf.sub(factors[name]!, 1)),
    2,
  );
  /** By how much each blend keeps more than all of the image, in each place: `[N, places, blends]`. */
  const kept = tf.mul(done, changes);
  const keep = tf.add(tf.sum(kept, 2, true), 1);
  const toward = (name: Blend, place: number) => {
    const i = given.indexOf(name);
    return i < 0 ? undefined : tf.neg(tf.slice(kept, [0, place, i], [rows, 1, 1]));
  };
  const blended = (x: tf.Tensor4D, place: number) =>
    blend(x, {
      keep: tf.slice(keep, [0, place, 0], [rows, 1, 1]),
      mean: toward('contrast', place),
      pixel: toward('saturation', place),
    });
  const all = (x: tf.Tensor4D, from: number) =>
    Array.from({ length: count }, (_, i) => from + i).reduce(blended, x);
  const first = all(images, 0);
  return turn ? all(turned(first), count) : first;
}

/** What a blend takes of the image, of its mean grey and of each pixel's grey, `[N, 1, 1]`. */
interface Shares {
  readonly keep: tf.Tensor;
  readonly mean: tf.Tensor | undefined;
  readonly pixel: tf.Tensor | undefined;
}

function blend(image: tf.Tensor4D, { keep, mean, pixel }: Shares): tf.Tensor4D {
  const scaled = tf.mul(keep, tf.expandDims(tf.eye(3), 0));
  const gray = tf.tensor3d([grayMatrix.map((row) => [...row])]);
  const mixed = mixChannels(image, pixel ? tf.add(scaled, tf.mul(pixel, gray)) : scaled);
  if (!mean) return tf.clipByValue(mixed, 0, 1);
  const level = tf.sum(tf.mul(tf.mean(image, [1, 2], true), tf.tensor1d([...luma])), 3, true);
  return tf.clipByValue(tf.add(mixed, tf.mul(tf.reshape(mean, [-1, 1, 1, 1]), level)), 0, 1);
}
