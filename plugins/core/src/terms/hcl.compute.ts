import { type TermImplementation, UserError } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { logSumExp } from './log-sum-exp.js';
import { normalize } from './normalize.js';
import { scoresOfBoth } from './nt-xent.js';

interface HclArgs {
  readonly temperature: number;
  readonly prior: number;
  readonly hardness: number;
  readonly decoupled: boolean;
}

/** What keeps a row's own embeddings out of an exponential of those of others. */
const ABSENT = 1e9;

const implementation: TermImplementation<HclArgs> = {
  estimate([a, b], { temperature, prior, hardness, decoupled }) {
    const rows = a!.shape[0]!;
    if (rows < 2) {
      throw new UserError('a step has one row: there is nothing to tell it from', 'Take a larger `batch`.');
    }
    const scores = scoresOfBoth(a as tf.Tensor2D, b as tf.Tensor2D, temperature);
    const own = tf.mul(tf.tile(tf.eye(rows), [2, 2]), ABSENT);
    const over = (weight: number) => logSumExp(tf.sub(tf.mul(scores, weight), own) as tf.Tensor2D);
    const pairs = tf.sum(tf.mul(normalize(a as tf.Tensor2D), normalize(b as tf.Tensor2D)), 1);
    const positives: tf.Tensor1D = tf.tile(tf.mul(pairs, 1 / temperature), [2]);
    const count = 2 * rows - 2;
    const weighted: tf.Tensor1D = tf.add(tf.sub(over(1 + hardness), over(hardness)), Math.log(count));
    const negatives =
      prior === 0
        ? weighted
        : tf.maximum(debiased(weighted, positives, prior, count), Math.log(count) - 1 / temperature);
    const partition = decoupled ? negatives : logSumExp(tf.stack([negatives, positives], 1) as tf.Tensor2D);
    const loss: tf.Scalar = tf.sub(tf.mean(partition), tf.mean(positives));
    return { value: loss, loss };
  },
};

/** `log((exp w − prior · count · exp p) / (1 − prior))`; far below both where nothing is left. */
function debiased(w: tf.Tensor1D, p: tf.Tensor1D, prior: number, count: number): tf.Tensor {
  const largest = tf.maximum(w, p);
  const alike = tf.mul(tf.exp(tf.sub(p, largest)), prior * count);
  const rest = tf.mul(tf.sub(tf.exp(tf.sub(w, largest)), alike), 1 / (1 - prior));
  return tf.add(tf.log(tf.maximum(rest, 1e-30)), largest);
}

export default implementation;
