import type { Random, TensorSpec, Tensors } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

/**
 * A joint critic: one network of both variables, with two hidden layers of `hidden` units. Two networks whose results are
 * multiplied learn edges of a density far more slowly.
 */
export interface CriticSize {
  readonly a: number;
  readonly b: number;
  readonly hidden: number;
}

/** Its weights and, for Adam, the moments and the mean over steps of each. */
export function criticState({ a, b, hidden }: CriticSize): Record<string, TensorSpec> {
  const shapes: Record<string, readonly number[]> = {
    'weight.a': [a, hidden],
    'weight.b': [b, hidden],
    'bias.0': [hidden],
    'weight.1': [hidden, hidden],
    'bias.1': [hidden],
    'weight.2': [hidden, 1],
    'bias.2': [1],
  };
  return Object.fromEntries(
    Object.entries(shapes).flatMap(([name, shape]) =>
      [name, `m.${name}`, `v.${name}`, `${MEAN}${name}`].map((each) => [each, { dtype: 'float32', shape }]),
    ),
  );
}

/** Before the name of a weight: its mean over steps. */
export const MEAN = 'mean.';

/** Whether a tensor of the state is trained, not one of Adam's. */
export const isWeight = (name: string): boolean => /^(weight|bias)\./.test(name);

/** He's initialisation (2015); biases, moments and means are 0. */
export function drawCritic(size: CriticSize, random: Random) {
  const inputs: Record<string, number> = {
    'weight.a': size.a + size.b,
    'weight.b': size.a + size.b,
    'weight.1': size.hidden,
    'weight.2': 2 * size.hidden,
  };
  return Object.fromEntries(
    Object.entries(criticState(size)).map(([name, { shape }]) => {
      const data = new Float32Array(shape.reduce((x, y) => x * y, 1));
      const fanIn = inputs[name];
      if (fanIn !== undefined) random.fork(name).fillNormal(data, Math.sqrt(2 / fanIn));
      return [name, { dtype: 'float32' as const, shape, data }];
    }),
  );
}

/** What it says of every row of `a` with every row of `b`: `[N, D]`, `[N, E]` to `[N, N]`. */
export function scoresOf(weights: Tensors, a: tf.Tensor, b: tf.Tensor): tf.Tensor2D {
  const rows = a.shape[0]!;
  const hidden = weights['bias.0']!.shape[0]!;
  const part = (x: tf.Tensor, name: string) => tf.matMul(x as tf.Tensor2D, weights[name] as tf.Tensor2D);
  // The first layer of a pair is a sum: N rows of each side are multiplied, not N² of both.
  const ofA = tf.expandDims(tf.add(part(a, 'weight.a'), weights['bias.0']!), 1);
  const first = tf.relu(tf.add(ofA, tf.expandDims(part(b, 'weight.b'), 0)));
  const flat = tf.reshape(first, [rows * rows, hidden]);
  const second = tf.relu(tf.add(part(flat, 'weight.1'), weights['bias.1']!));
  return tf.reshape(tf.add(part(second, 'weight.2'), weights['bias.2']!), [rows, rows]);
}
