import type { ViewImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { applyMatrices } from '../resample/apply-matrices.js';
import { cropImage, requireSides } from '../resample/host.js';
import { selection, wholeNumbers } from '../resample/matrices.js';

interface PatchPairArgs {
  readonly size: number;
  readonly distance: number;
}

const implementation: ViewImplementation<PatchPairArgs> = {
  apply(input, { size, distance }, { random }) {
    const images = input as tf.Tensor4D;
    const [rows, height, width] = images.shape;
    const span = size + distance;
    const top = wholeNumbers(random.uniform([rows, 1, 1]), height - span + 1);
    const left = wholeNumbers(random.uniform([rows, 1, 1]), width - span + 1);
    return [0, distance].map((offset) =>
      applyMatrices(
        images,
        selection(tf.add(top, offset), height, size),
        selection(tf.add(left, offset), width, size),
      ),
    );
  },
  host(image, { size, distance }, { random }) {
    const span = size + distance;
    requireSides('PatchPair', image, span);
    const top = random.int(image.height - span + 1);
    const left = random.int(image.width - span + 1);
    return [0, distance].map((offset) =>
      cropImage(image, { top: top + offset, left: left + offset, height: size, width: size }),
    );
  },
};

export default implementation;
