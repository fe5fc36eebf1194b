import type { TermImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { discriminationLoss, learnedByDiscrimination } from './jensen-shannon.js';
import { meanExp, overPairs } from './pairs.js';
import { type CriticArgs, scoresOf } from './scores.js';

const implementation: TermImplementation<CriticArgs> = {
  estimate([a, b], args) {
    const scores = scoresOf(a as tf.Tensor2D, b as tf.Tensor2D, args);
    const value = learnedByDiscrimination(scores, (h) => tf.sub(tf.add(overPairs(h), 1), meanExp(h)));
    return { value, loss: discriminationLoss(scores) };
  },
};

export default implementation;
