import { broadcast_util } from '@tensorflow/tfjs-core';
import { type Kernels, one } from '../kernel.js';

export const linearKernels: Kernels = {
  BatchMatMul: {
    inputs: ['a', 'b'],
    infer: ([a, b], { transposeA = false, transposeB = false }) => {
      const batch = broadcast_util.assertAndGetBroadcastShape(a!.shape.slice(0, -2), b!.shape.slice(0, -2));
      const [rows, columns] = [a!.shape.at(transposeA ? -1 : -2)!, b!.shape.at(transposeB ? -2 : -1)!];
      return one([...batch, rows, columns], a!.dtype, { transposeA, transposeB });
    },
  },
};
