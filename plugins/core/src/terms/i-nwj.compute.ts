import * as tf from '@tensorflow/tfjs-core';
import { meanExp, overPairs } from './pairs.js';
import { byScores } from './scores.js';

export default byScores((scores) => {
  const value = tf.sub(overPairs(scores), meanExp(scores, -1));
  return { value, loss: tf.neg(value) };
});
