import * as tf from '@tensorflow/tfjs-core';
import { discriminationLoss, learnedByDiscrimination } from './jensen-shannon.js';
import { logMeanExp, overPairs } from './pairs.js';
import { byScores, type CriticArgs } from './scores.js';

export default byScores((scores, { clip }: CriticArgs & { readonly clip: number }) => {
  const value = learnedByDiscrimination(scores, (h) =>
    tf.sub(overPairs(h), logMeanExp(tf.clipByValue(h, -clip, clip))),
  );
  return { value, loss: discriminationLoss(scores) };
});
