import type { ViewImplementation } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { applyMatrices } from '../resample/apply-matrices.js';
import { selection, wholeNumbers } from '../resample/matrices.js';

interface JigSawArgs {
  readonly grid: number;
  readonly size?: number | undefined;
}

const implementation: ViewImplementation<JigSawArgs> = {
  apply(input, { grid, size }, { random }) {
    const images = input as tf.Tensor4D;
    const [rows, height, width] = images.shape;
    const [cellHeight, cellWidth] = [Math.floor(height / grid), Math.floor(width / grid)];
    const side = size ?? Math.min(cellHeight, cellWidth);
    const cells = grid * grid;
    const { indices } = tf.topk(random.uniform([rows, cells]), cells);
    return Array.from({ length: cells }, (_, place) => {
      const cell = tf.reshape(tf.cast(tf.slice(indices, [0, place], [rows, 1]), 'float32'), [rows, 1, 1]);
      const row = tf.floor(tf.div(tf.add(cell, 0.5), grid));
      const column = tf.sub(cell, tf.mul(row, grid));
      const start = (which: tf.Tensor, length: number) =>
        tf.add(tf.mul(which, length), wholeNumbers(random.uniform([rows, 1, 1]), length - side + 1));
      return applyMatrices(
        images,
        selection(start(row, cellHeight), height, side),
        selection(start(column, cellWidth), width, side),
      );
    });
  },
};

export default implementation;
