import '@tensorflow/tfjs-backend-cpu';
// Registers tfjs's gradients.
import '@tensorflow/tfjs-layers';
import { Random } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

/** Normal values, row-major. */
export function normalTensor(shape: readonly number[], seed: number): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(Random.of(seed, 'values').fillNormal(new Float32Array(size)), [...shape]);
}

export { tf };
