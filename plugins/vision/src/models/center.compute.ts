import type { ModelImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

const implementation: ModelImplementation<{ readonly momentum: number }> = {
  apply({ mean }, input, { momentum }, context) {
    if (context.training) {
      const batch = tf.mul(tf.mean(input, 0), 1 - momentum);
      context.next('mean', tf.add(tf.mul(mean!, momentum), batch));
    }
    return tf.sub(input, mean!);
  },
};

export default implementation;
