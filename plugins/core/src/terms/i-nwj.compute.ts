import type { TermImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { meanExp, overPairs } from './pairs.js';
import { type CriticArgs, scoresOf } from './scores.js';

const implementation: TermImplementation<CriticArgs> = {
  estimate([a, b], args) {
    const scores = scoresOf(a as tf.Tensor2D, b as tf.Tensor2D, args);
    const value = tf.sub(overPairs(scores), meanExp(scores, -1));
    return { value, loss: tf.neg(value) };
  },
};

export default implementation;
