import type { ArgsOf, ViewImplementation } from '@infomin/plugin';
import type * as tf from '@tensorflow/tfjs-core';
import { applyMatrices } from '../resample/apply-matrices.js';
import { scaleBox } from '../resample/host.js';
import { bilinear } from '../resample/matrices.js';
import type { resize } from '../signatures/crops.js';

type Args = ArgsOf<typeof resize>;

const implementation: ViewImplementation = {
  apply(input, { size }: Args) {
    const images = input as tf.Tensor4D;
    const [, height, width] = images.shape;
    return applyMatrices(
      images,
      bilinear({ start: 0, extent: height }, height, size),
      bilinear({ start: 0, extent: width }, width, size),
    );
  },
  host: (image, { size }: Args) =>
    scaleBox(image, { top: 0, left: 0, height: image.height, width: image.width }, size),
};

export default implementation;
