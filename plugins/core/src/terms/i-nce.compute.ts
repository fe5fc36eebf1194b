import type { Nested, TermEstimate, TermImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { logSumExp } from './log-sum-exp.js';
import { normalize } from './normalize.js';
import { bothViews } from './nt-xent.js';
import { overPairs } from './pairs.js';
import { amongRemembered } from './remembered.js';

interface INceArgs {
  readonly temperature: number;
  readonly symmetric: boolean;
  readonly candidates?: 'other' | 'both' | undefined;
  readonly negatives?: Nested<'memory'> | undefined;
}

/** Over both views: each row's partner is N rows further on. */
function amongBoth(a: tf.Tensor2D, b: tf.Tensor2D, temperature: number): tf.Scalar {
  const { partition } = bothViews(a, b, temperature);
  const positives = tf.sum(tf.mul(tf.mul(normalize(a), 1 / temperature), normalize(b)), 1);
  return tf.sub(tf.mean(partition), tf.mean(positives));
}

function candidatesOf({ candidates, negatives }: INceArgs, rows: number, room?: number): number {
  if (negatives) return negatives.implementation!.candidates(negatives.args, rows, room);
  return candidates === 'both' ? 2 * rows - 1 : rows;
}

/** Rows of `a` among those of `b`. */
function amongOther(a: tf.Tensor2D, b: tf.Tensor2D, { temperature, symmetric }: INceArgs): tf.Scalar {
  const anchor = tf.mul(normalize(a), 1 / temperature);
  const other = normalize(b);
  const positives = tf.mean(tf.sum(tf.mul(anchor, other), 1));
  const forward = tf.mean(logSumExp(tf.matMul(anchor, other, false, true)));
  const partition = symmetric
    ? tf.mul(tf.add(forward, tf.mean(logSumExp(tf.matMul(other, anchor, false, true)))), 0.5)
    : forward;
  return tf.sub(partition, positives);
}

/** Rows of one variable among those of the other, by the scores of another critic; in both directions where it is symmetric. */
function ofScores(scores: tf.Tensor2D, { symmetric }: INceArgs): TermEstimate {
  const forward = tf.mean(logSumExp(scores));
  const partition = symmetric
    ? tf.mul(tf.add(forward, tf.mean(logSumExp(tf.transpose(scores)))), 0.5)
    : forward;
  const loss = tf.sub(partition, overPairs(scores));
  return { value: tf.sub(Math.log(scores.shape[0]), loss), loss };
}

const implementation: TermImplementation<INceArgs> = {
  estimate(operands, args, context) {
    const [a, b] = operands as [tf.Tensor2D, tf.Tensor2D];
    if (args.negatives) return amongRemembered(a, b, args.temperature, args.negatives, context);
    const loss = args.candidates === 'both' ? amongBoth(a, b, args.temperature) : amongOther(a, b, args);
    return { value: tf.sub(Math.log(candidatesOf(args, a.shape[0])), loss), loss };
  },
  ofScores: (scores, args) => ofScores(scores as tf.Tensor2D, args),
  ceiling: (args, rows, room) => Math.log(candidatesOf(args, rows, room)),
};

export default implementation;
