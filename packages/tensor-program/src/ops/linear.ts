import type * as tf from '@tensorflow/tfjs-core';
import { op } from './row.js';
import { broadcast, type Shape, type Type } from './type.js';

/** The sizes of an equation's result: `bij,bjk->bik`. */
export function einsumShape(equation: string, inputs: readonly Type[]): Shape {
  const [terms, result] = equation.split('->') as [string, string];
  const sizes = new Map<string, number>();
  for (const [i, term] of terms.split(',').entries()) {
    for (const [axis, letter] of [...term].entries()) {
      const size = inputs[i]?.shape[axis];
      if (size === undefined) throw new Error(`${equation} is not of ${inputs.length} such tensors`);
      if ((sizes.get(letter) ?? size) !== size) throw new Error(`${letter} has two sizes in ${equation}`);
      sizes.set(letter, size);
    }
  }
  return [...result].map((letter) => sizes.get(letter)!);
}

/** `[…, M, K]` times `[…, K, N]`, either of them transposed. */
export function productShape(a: Shape, b: Shape, transposeA: boolean, transposeB: boolean): Shape {
  const [rows, inner] = [a.at(transposeA ? -1 : -2), a.at(transposeA ? -2 : -1)];
  const [inner2, columns] = [b.at(transposeB ? -1 : -2), b.at(transposeB ? -2 : -1)];
  if (rows === undefined || columns === undefined || inner !== inner2) {
    const side = (shape: Shape, transposed: boolean) => `[${shape}]${transposed ? ' transposed' : ''}`;
    throw new Error(`${side(a, transposeA)} cannot be multiplied by ${side(b, transposeB)}`);
  }
  return [...broadcast(a.slice(0, -2), b.slice(0, -2)), rows, columns];
}

export const linear = {
  Einsum: op({
    inputs: 'list',
    attrs: { equation: 'text' },
    linear: 'each',
    infer: (inputs, { equation }) => ({ shape: einsumShape(equation, inputs), dtype: inputs[0]!.dtype }),
    record: ({ equation }: tf.EinsumAttrs) => ({ equation: equation.replace(/\s/g, '') }),
  }),
  BatchMatMul: op({
    inputs: ['a', 'b'],
    attrs: { transposeA: 'truth', transposeB: 'truth' },
    linear: 'each',
    infer: ([a, b], { transposeA, transposeB }) => ({
      shape: productShape(a.shape, b.shape, transposeA, transposeB),
      dtype: a.dtype,
    }),
    record: ({ transposeA = false, transposeB = false }: tf.BatchMatMulAttrs) => ({ transposeA, transposeB }),
  }),
};
