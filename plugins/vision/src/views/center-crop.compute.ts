import type { ViewImplementation } from '@infomin/plugin';
import type * as tf from '@tensorflow/tfjs-core';
import { applyMatrices } from '../resample/apply-matrices.js';
import { cropImage, requireSides } from '../resample/host.js';
import { selection } from '../resample/matrices.js';

/** The first pixel of `size` in the middle of `side`; halves go to the even one, as in torchvision. */
export const centerOffset = (side: number, size: number): number =>
  Math.floor((side - size) / 2) + Number((side - size) % 4 === 3);

const implementation: ViewImplementation<{ readonly size: number }> = {
  apply(input, { size }) {
    const images = input as tf.Tensor4D;
    const [, height, width] = images.shape;
    return applyMatrices(
      images,
      selection(centerOffset(height, size), height, size),
      selection(centerOffset(width, size), width, size),
    );
  },
  host(image, { size }) {
    requireSides('CenterCrop', image, size);
    return cropImage(image, {
      top: centerOffset(image.height, size),
      left: centerOffset(image.width, size),
      height: size,
      width: size,
    });
  },
};

export default implementation;
