import type { Tensors } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

const RATE = 5e-3;
const LONGEST = 1;
/** Of the mean of weights over steps. */
const KEPT = 0.99;

/**
 * The next weights and moments by Adam (Kingma and Ba 2015, Algorithm 1), for gradients of what is to be minimised, shortened to
 * an L2 norm of 1 all together, and the weights' mean over steps, which lets go of the early ones. `step` counts from 1, a scalar.
 */
export function adam(state: Tensors, gradients: ReadonlyMap<string, tf.Tensor>, step: tf.Tensor): Tensors {
  const norm = tf.sqrt(tf.addN([...gradients.values()].map((gradient) => tf.sum(tf.square(gradient)))));
  const shortened = tf.minimum(tf.div(LONGEST, tf.add(norm, 1e-6)), 1);
  const unbiased = tf.div(
    tf.mul(tf.sqrt(tf.sub(1, tf.pow(0.999, step))), RATE),
    tf.sub(1, tf.pow(0.9, step)),
  );
  const kept = tf.minimum(KEPT, tf.div(step, tf.add(step, 10)));
  const next: Record<string, tf.Tensor> = {};
  for (const [name, long] of gradients) {
    const gradient = tf.mul(long, shortened);
    const first = tf.add(tf.mul(state[`m.${name}`]!, 0.9), tf.mul(gradient, 0.1));
    const second = tf.add(tf.mul(state[`v.${name}`]!, 0.999), tf.mul(tf.square(gradient), 0.001));
    next[`m.${name}`] = first;
    next[`v.${name}`] = second;
    const moved = tf.div(tf.mul(first, unbiased), tf.add(tf.sqrt(second), 1e-8));
    const weight = tf.sub(state[name]!, moved);
    next[name] = weight;
    next[`mean.${name}`] = tf.add(weight, tf.mul(tf.sub(state[`mean.${name}`]!, weight), kept));
  }
  return next;
}
