import * as tf from '@tensorflow/tfjs-core';
import { normalize } from './normalize.js';

export interface CriticArgs {
  readonly temperature?: number | undefined;
}

/** `[N, N]`: what the critic says of row i of `a` with row j of `b`; pairs are on the diagonal. */
export function scoresOf(a: tf.Tensor2D, b: tf.Tensor2D, { temperature }: CriticArgs): tf.Tensor2D {
  if (temperature === undefined) return tf.matMul(tf.mul(a, a.shape[1] ** -0.5), b, false, true);
  return tf.matMul(tf.mul(normalize(a), 1 / temperature), normalize(b), false, true);
}
