import { type Nested, type StateContext, stateWithin } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { logSumExp } from './log-sum-exp.js';
import { normalize } from './normalize.js';

/** What keeps an absent vector out of a sum of exponentials. */
const ABSENT = -1e9;

/**
 * I_NCE where rows of `a` look for theirs among those of `b` and what a memory holds, K together: `log K − L_NCE`. Puts `b`
 * into the memory.
 */
export function amongRemembered(
  a: tf.Tensor2D,
  b: tf.Tensor2D,
  temperature: number,
  { args, implementation }: Nested<'memory'>,
  context: StateContext,
): { value: tf.Scalar; loss: tf.Scalar } {
  const within = stateWithin('negatives', context);
  const anchor = tf.mul(normalize(a), 1 / temperature);
  const other = normalize(b);
  const { vectors, present } = implementation!.recall(args, within);
  const absent = tf.mul(tf.sub(1, present), ABSENT);
  const among = tf.concat(
    [
      tf.matMul(anchor, other, false, true),
      tf.add(tf.matMul(anchor, vectors as tf.Tensor2D, false, true), absent),
    ],
    1,
  ) as tf.Tensor2D;
  const positives = tf.mean(tf.sum(tf.mul(anchor, other), 1));
  const loss = tf.sub(tf.mean(logSumExp(among)), positives) as tf.Scalar;
  const candidates = tf.add(tf.sum(present), b.shape[0]);
  implementation!.keep(other, args, within);
  return { value: tf.sub(tf.log(candidates), loss), loss };
}
