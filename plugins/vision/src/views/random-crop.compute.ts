import type { ViewImplementation } from '@infomin/plugin';
import type * as tf from '@tensorflow/tfjs-core';
import { applyMatrices } from '../resample/apply-matrices.js';
import { cropImage, requireSides } from '../resample/host.js';
import { selection, wholeNumbers } from '../resample/matrices.js';
import { centerOffset } from './center-crop.compute.js';

const implementation: ViewImplementation<{ readonly size: number }> = {
  apply(input, { size }, { random, training }) {
    const images = input as tf.Tensor4D;
    const [rows, height, width] = images.shape;
    const start = (side: number) =>
      training ? wholeNumbers(random.uniform([rows, 1, 1]), side - size + 1) : centerOffset(side, size);
    const top = start(height);
    return applyMatrices(images, selection(top, height, size), selection(start(width), width, size));
  },
  host(image, { size }, { random, training }) {
    requireSides('RandomCrop', image, size);
    const start = (side: number) => (training ? random.int(side - size + 1) : centerOffset(side, size));
    const top = start(image.height);
    return cropImage(image, { top, left: start(image.width), height: size, width: size });
  },
};

export default implementation;
