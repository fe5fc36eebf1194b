import type { ViewImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { wholeNumbers } from '../resample/matrices.js';
import { operations } from './rand-augment-operations.js';

interface RandAugmentArgs {
  readonly count: number;
  readonly magnitude: number;
}

const implementation: ViewImplementation<RandAugmentArgs> = {
  apply(input, { count, magnitude }, { random }) {
    let images = input as tf.Tensor4D;
    const [rows] = images.shape;
    const all = Object.values(operations);
    for (let i = 0; i < count; i++) {
      const which = tf.cast(wholeNumbers(random.uniform([rows]), all.length), 'int32');
      const chosen = tf.split(tf.cast(tf.oneHot(which, all.length), 'float32'), all.length, 1);
      const drawn = tf.step(random.uniform([rows, 1, 1, 1], -1, 1));
      const sign = tf.sub(tf.mul(drawn, 2), 1);
      const results = all.map((operation, place) =>
        tf.mul(tf.reshape(chosen[place]!, [rows, 1, 1, 1]), operation(images, magnitude, sign)),
      );
      images = tf.addN(results) as tf.Tensor4D;
    }
    return images;
  },
};

export default implementation;
