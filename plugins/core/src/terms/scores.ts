import type { TermEstimate, TermImplementation } from '@infomin/plugin';
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

/** A term that is read off the scores of a critic, its own or another. */
export function byScores<A extends CriticArgs>(
  ofScores: (scores: tf.Tensor2D, args: A) => TermEstimate,
): TermImplementation<A> {
  return {
    ofScores: (scores, args) => ofScores(scores as tf.Tensor2D, args),
    estimate: ([a, b], args) => ofScores(scoresOf(a as tf.Tensor2D, b as tf.Tensor2D, args), args),
  };
}
