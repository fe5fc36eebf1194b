import * as tf from '@tensorflow/tfjs-core';
import { others } from './normalize.js';
import { overOthers, overPairs } from './pairs.js';

/** The loss of telling pairs from rows that do not belong together: `E_p softplus(−h) + E_q softplus(h)`. */
export function discriminationLoss(scores: tf.Tensor2D): tf.Scalar {
  return tf.add(overPairs(tf.softplus(tf.neg(scores))), overOthers(tf.softplus(scores)));
}

/** A number that is read off the scores; its gradient is that of minus {@link discriminationLoss}, by which the critic learns. */
export function learnedByDiscrimination(
  scores: tf.Tensor2D,
  readOut: (scores: tf.Tensor2D) => tf.Scalar,
): tf.Scalar {
  const compute = tf.customGrad((input, save) => {
    (save as tf.GradSaveFunc)([input as tf.Tensor]);
    return {
      value: readOut(input as tf.Tensor2D),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [h] = saved as [tf.Tensor2D];
        const [rows] = h.shape;
        const pairs = tf.mul(tf.sigmoid(tf.neg(h)), tf.mul(tf.eye(rows), 1 / rows));
        const apart = tf.mul(tf.sigmoid(h), tf.mul(others(rows), 1 / Math.max(1, rows * (rows - 1))));
        return tf.mul(dy, tf.sub(pairs, apart));
      },
    };
  });
  return compute(scores) as tf.Scalar;
}
