import type { ViewImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { chance, choose } from './chance.js';
import { grayMatrix, mixChannels } from './mix-channels.js';

const implementation: ViewImplementation<{ readonly p: number }> = {
  apply(input, { p }, { random }) {
    const images = input as tf.Tensor4D;
    const gray = tf.tensor3d([grayMatrix.map((row) => [...row])]);
    const keep = tf.expandDims(tf.eye(3), 0);
    return mixChannels(images, choose(chance(random, images.shape[0], p), gray, keep));
  },
};

export default implementation;
