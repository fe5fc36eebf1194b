import * as tf from '@tensorflow/tfjs-core';

export const BETAS = [0.9, 0.999] as const;
const EPSILON = 1e-8;

/** A tensor that is trained, its gradient, and means of the gradient and of its square. */
export interface Moment {
  readonly weights: tf.Tensor;
  readonly gradient: tf.Tensor;
  readonly first: tf.Tensor;
  readonly second: tf.Tensor;
}

/** Scalars: the learning rate, and 1 / (1 − βᵗ) for both means at step t, counted from 1. */
export interface Rates {
  readonly rate: tf.Tensor;
  readonly unbiasedFirst: tf.Tensor;
  readonly unbiasedSecond: tf.Tensor;
}

/**
 * A step of AdamW (Loshchilov and Hutter 2019, Algorithm 2), without its schedule.
 *
 * @param decay of the weights, per unit of learning rate: a scalar or of their shape; left out: none
 */
export function adamW(
  { weights, gradient, first, second }: Moment,
  { rate, unbiasedFirst, unbiasedSecond }: Rates,
  decay?: tf.Tensor,
): Omit<Moment, 'gradient'> {
  const mean = (old: tf.Tensor, now: tf.Tensor, beta: number) =>
    tf.add(tf.mul(old, beta), tf.mul(now, 1 - beta));
  const nextFirst = mean(first, gradient, BETAS[0]);
  const nextSecond = mean(second, tf.square(gradient), BETAS[1]);
  const way = tf.div(
    tf.mul(nextFirst, unbiasedFirst),
    tf.add(tf.sqrt(tf.mul(nextSecond, unbiasedSecond)), EPSILON),
  );
  const whole = decay ? tf.add(way, tf.mul(decay, weights)) : way;
  return { weights: tf.sub(weights, tf.mul(rate, whole)), first: nextFirst, second: nextSecond };
}
