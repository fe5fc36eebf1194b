import type { Range, ViewImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { applyMatrices } from '../resample/apply-matrices.js';
import { type Box, scaleBox } from '../resample/host.js';
import { bilinear } from '../resample/matrices.js';

interface RandomResizedCropArgs {
  readonly size: number;
  readonly scale: Range;
  readonly ratio: Range;
}

/** The largest square in the middle. */
function centerBox(height: number, width: number): Box {
  const side = Math.min(height, width);
  return { top: (height - side) / 2, left: (width - side) / 2, height: side, width: side };
}

const implementation: ViewImplementation<RandomResizedCropArgs> = {
  apply(input, { size, scale, ratio }, { random, training }) {
    const images = input as tf.Tensor4D;
    const [rows, height, width] = images.shape;
    if (!training) {
      const box = centerBox(height, width);
      return applyMatrices(
        images,
        bilinear({ start: box.top, extent: box.height }, height, size),
        bilinear({ start: box.left, extent: box.width }, width, size),
      );
    }
    const shape = [rows, 1, 1];
    const area = tf.mul(random.uniform(shape, scale.from, scale.to), height * width);
    const proportions = tf.exp(random.uniform(shape, Math.log(ratio.from), Math.log(ratio.to)));
    const boxHeight = tf.clipByValue(tf.sqrt(tf.div(area, proportions)), 1, height);
    const boxWidth = tf.clipByValue(tf.sqrt(tf.mul(area, proportions)), 1, width);
    const top = tf.mul(random.uniform(shape), tf.sub(height, boxHeight));
    const left = tf.mul(random.uniform(shape), tf.sub(width, boxWidth));
    return applyMatrices(
      images,
      bilinear({ start: top, extent: boxHeight }, height, size),
      bilinear({ start: left, extent: boxWidth }, width, size),
    );
  },
  host(image, { size, scale, ratio }, { random, training }) {
    if (!training) return scaleBox(image, centerBox(image.height, image.width), size);
    const area = random.uniform(scale.from, scale.to) * image.height * image.width;
    const proportions = Math.exp(random.uniform(Math.log(ratio.from), Math.log(ratio.to)));
    const height = Math.min(image.height, Math.max(1, Math.sqrt(area / proportions)));
    const width = Math.min(image.width, Math.max(1, Math.sqrt(area * proportions)));
    const top = random.uniform(0, image.height - height);
    const left = random.uniform(0, image.width - width);
    return scaleBox(image, { top, left, height, width }, size);
  },
};

export default implementation;
