import type { ModelImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { conv2d } from '../layers/conv2d.js';

interface ViewmakerArgs {
  readonly budget: number;
  readonly blocks: number;
  readonly noise: number;
  readonly clamp: boolean;
}

/** Added to the mean absolute value, so that an output of zeros stays one. */
const EPSILON = 1e-4;

/** Scales each row to a mean absolute value of `budget`. */
function toBudget(perturbation: tf.Tensor, budget: number): tf.Tensor {
  const size = perturbation.size / perturbation.shape[0]!;
  const mean = tf.mul(tf.sum(tf.abs(perturbation), [1, 2, 3], true), 1 / size);
  return tf.mul(perturbation, tf.div(budget, tf.add(mean, EPSILON)));
}

const implementation: ModelImplementation<ViewmakerArgs> = {
  apply(weights, input, args, { random, drawing }) {
    if (!drawing) return input;
    const image = input as tf.Tensor4D;
    const [rows, height, width] = image.shape;
    const seen = tf.concat([image, random.uniform([rows, height, width, args.noise])], 3) as tf.Tensor4D;
    let x = tf.relu(conv2d(weights, 'in', seen, 1));
    for (let block = 1; block <= args.blocks; block++) {
      const inside = tf.relu(conv2d(weights, `block${block}.first`, x, 1));
      x = tf.relu(tf.add(x, conv2d(weights, `block${block}.second`, inside, 1)));
    }
    const perturbation = tf.tanh(conv2d(weights, 'out', x, 1));
    const changed = tf.add(image, toBudget(perturbation, args.budget));
    return args.clamp ? tf.clipByValue(changed, 0, 1) : changed;
  },
};

export default implementation;
