import type { ViewImplementation } from '@infomin/plugin';
import type * as tf from '@tensorflow/tfjs-core';
import { applyMatrices } from '../resample/apply-matrices.js';
import { scaleBox } from '../resample/host.js';
import { bilinear } from '../resample/matrices.js';
import { centerSquare, drawBox, drawBoxes, type Shape } from './boxes.js';

interface RandomResizedCropArgs extends Shape {
  readonly size: number;
}

const implementation: ViewImplementation<RandomResizedCropArgs> = {
  apply(input, { size, ...shape }, { random, training }) {
    const images = input as tf.Tensor4D;
    const [rows, height, width] = images.shape;
    const image = { height, width };
    const box = training ? drawBoxes(image, shape, random, rows) : centerSquare(image);
    return applyMatrices(
      images,
      bilinear({ start: box.top, extent: box.height }, height, size),
      bilinear({ start: box.left, extent: box.width }, width, size),
    );
  },
  host(image, { size, ...shape }, { random, training }) {
    return scaleBox(image, training ? drawBox(image, shape, random) : centerSquare(image), size);
  },
};

export default implementation;
