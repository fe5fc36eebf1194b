import type { ViewImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { applyMatrices } from '../resample/apply-matrices.js';
import { scaleBox } from '../resample/host.js';
import { bilinear } from '../resample/matrices.js';

const implementation: ViewImplementation<{ readonly size: number }> = {
  apply(input, { size }) {
    const [height, width, channels] = input.shape.slice(-3) as [number, number, number];
    const scaled = applyMatrices(
      tf.reshape(input, [-1, height, width, channels]),
      bilinear({ start: 0, extent: height }, height, size),
      bilinear({ start: 0, extent: width }, width, size),
    );
    return tf.reshape(scaled, [...input.shape.slice(0, -3), size, size, channels]);
  },
  host: (image, { size }) =>
    scaleBox(image, { top: 0, left: 0, height: image.height, width: image.width }, size),
};

export default implementation;
