import type { OptimizerStep } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

export interface AdamArgs {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/**
 * `1 − beta^step`, a scalar. As `1 − exp(x)` it would lose four digits at the first steps and engines would disagree;
 * `1 − exp(x) = −2τ / (1 − τ)` with `τ = tanh(x / 2)` keeps them.
 */
function biasCorrection(beta: number, step: tf.Tensor): tf.Tensor {
  if (beta === 0) return tf.scalar(1);
  const tau = tf.tanh(tf.mul(step, Math.log(beta) / 2));
  return tf.div(tf.mul(tau, -2), tf.sub(1, tau));
}

/** What Adam subtracts from the weights for a gradient. */
export function adamChange(
  { state, next, learningRate, step }: OptimizerStep,
  gradient: tf.Tensor,
  { beta1, beta2, epsilon }: AdamArgs,
): tf.Tensor {
  const m = tf.add(tf.mul(state.m!, beta1), tf.mul(gradient, 1 - beta1));
  const v = tf.add(tf.mul(state.v!, beta2), tf.mul(tf.square(gradient), 1 - beta2));
  next('m', m);
  next('v', v);
  // The corrections of m and v are scalars: moved into the rate and epsilon they cost no pass over the weights.
  const root = tf.sqrt(biasCorrection(beta2, step));
  const rate = tf.div(tf.mul(learningRate, root), biasCorrection(beta1, step));
  return tf.div(tf.mul(m, rate), tf.add(tf.sqrt(v), tf.mul(root, epsilon)));
}
