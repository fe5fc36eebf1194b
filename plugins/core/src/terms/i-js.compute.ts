import * as tf from '@tensorflow/tfjs-core';
import { discriminationLoss, learnedByDiscrimination } from './jensen-shannon.js';
import { meanExp, overPairs } from './pairs.js';
import { byScores } from './scores.js';

export default byScores((scores) => {
  const value = learnedByDiscrimination(scores, (h) => tf.sub(tf.add(overPairs(h), 1), meanExp(h)));
  return { value, loss: discriminationLoss(scores) };
});
