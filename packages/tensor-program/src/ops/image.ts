import type * as tf from '@tensorflow/tfjs-core';
import { op, rows } from './row.js';
import { shape4 } from './windows.js';

const sampling = { alignCorners: 'truth', halfPixelCenters: 'truth' } as const;

export const image = {
  ...rows(
    ['ResizeBilinear', 'ResizeNearestNeighbor'],
    op({
      inputs: ['images'],
      attrs: { ...sampling, size: 'pair' },
      batch: { of: [0] },
      infer: ([images], { size }) => {
        const [n, , , c] = shape4(images);
        return { shape: [n, ...size, c], dtype: 'float32' };
      },
      record: ({ alignCorners, halfPixelCenters, size }: tf.ResizeBilinearAttrs) => ({
        alignCorners,
        halfPixelCenters,
        size,
      }),
    }),
  ),
  ...rows(
    ['ResizeBilinearGrad', 'ResizeNearestNeighborGrad'],
    op({
      inputs: ['dy', 'images'],
      attrs: sampling,
      batch: { of: [0, 1] },
      infer: ([, images]) => ({ shape: shape4(images), dtype: 'float32' }),
      // The gradient's attributes lack halfPixelCenters in tfjs's types.
      record: ({ alignCorners, halfPixelCenters }: Omit<tf.ResizeBilinearAttrs, 'size'>) => ({
        alignCorners,
        halfPixelCenters,
      }),
    }),
  ),
};
