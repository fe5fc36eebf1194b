import type { Random, TensorSpec, Tensors } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

/** Entries of what the two sides of a critic are compared by. */
const DIM = 32;

/** A separable critic: two networks, one for each variable, with two hidden layers of `hidden` units. */
export interface CriticSize {
  readonly a: number;
  readonly b: number;
  readonly hidden: number;
}

/** Its weights and, for Adam, the moments of each. */
export function criticState({ a, b, hidden }: CriticSize): Record<string, TensorSpec> {
  const shapes = [
    ...layersOf('a', [a, hidden, hidden, DIM]),
    ...layersOf('b', [b, hidden, hidden, DIM]),
  ].flatMap(([name, shape]) => [name, `m.${name}`, `v.${name}`].map((each) => [each, shape] as const));
  return Object.fromEntries(shapes.map(([name, shape]) => [name, { dtype: 'float32', shape }]));
}

/** Whether a tensor of the state is trained, not one of Adam's. */
export const isWeight = (name: string): boolean => /^[ab]\./.test(name);

/** He's initialisation (2015); moments are 0. */
export function drawCritic(size: CriticSize, random: Random) {
  return Object.fromEntries(
    Object.entries(criticState(size)).map(([name, { shape }]) => {
      const data = new Float32Array(shape.reduce((x, y) => x * y, 1));
      if (isWeight(name) && shape.length === 2) {
        random.fork(name).fillNormal(data, Math.sqrt((name.endsWith('.2') ? 1 : 2) / shape[0]!));
      }
      return [name, { dtype: 'float32' as const, shape, data }];
    }),
  );
}

/** What one side makes of its variable, `[N, DIM]`. */
export function sideOf(side: 'a' | 'b', weights: Tensors, x: tf.Tensor): tf.Tensor {
  let y = x as tf.Tensor2D;
  for (const layer of [0, 1, 2]) {
    y = tf.add(
      tf.matMul(y, weights[`${side}.weight.${layer}`] as tf.Tensor2D),
      weights[`${side}.bias.${layer}`]!,
    );
    if (layer < 2) y = tf.relu(y);
  }
  return y;
}

function layersOf(side: string, sizes: readonly number[]): (readonly [string, readonly number[]])[] {
  return sizes
    .slice(1)
    .flatMap((width, layer) => [
      [`${side}.weight.${layer}`, [sizes[layer]!, width]] as const,
      [`${side}.bias.${layer}`, [width]] as const,
    ]);
}
