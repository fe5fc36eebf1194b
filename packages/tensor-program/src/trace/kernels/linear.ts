import { broadcast_util } from '@tensorflow/tfjs-core';
import { type Kernels, type Operand, one } from '../kernel.js';

/** The sizes of an equation's result: `bij,bjk->bik`. tfjs has checked it. */
function einsumShape(equation: string, inputs: readonly Operand[]): number[] {
  const [terms, result] = equation.replace(/\s/g, '').split('->') as [string, string];
  const sizes = new Map<string, number>();
  for (const [i, term] of terms.split(',').entries()) {
    for (const [axis, letter] of [...term].entries()) sizes.set(letter, inputs[i]!.shape[axis]!);
  }
  return [...result].map((letter) => sizes.get(letter)!);
}

export const linearKernels: Kernels = {
  Einsum: {
    inputs: 'list',
    infer: (inputs, { equation }) =>
      one(einsumShape(equation, inputs), inputs[0]!.dtype, { equation: equation.replace(/\s/g, '') }),
  },
  BatchMatMul: {
    inputs: ['a', 'b'],
    infer: ([a, b], { transposeA = false, transposeB = false }) => {
      const batch = broadcast_util.assertAndGetBroadcastShape(a!.shape.slice(0, -2), b!.shape.slice(0, -2));
      const [rows, columns] = [a!.shape.at(transposeA ? -1 : -2)!, b!.shape.at(transposeB ? -2 : -1)!];
      return one([...batch, rows, columns], a!.dtype, { transposeA, transposeB });
    },
  },
};
