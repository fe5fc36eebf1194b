import type { ProbeContext } from '@infomin/plugin';
import { type Matrix, matrixOf, type Split } from '../probes/operands.js';
import { type Pairs, pairsOf } from './rows-of.js';

/** The two operands of a split as vectors, of at most so many rows, drawn; classes as one-hot vectors. */
export function variablesOf(context: ProbeContext, split: Split, most: number): Pairs {
  const [a, b] = [0, 1].map((index) => {
    const matrix = matrixOf(context, split, index, 'variables');
    return isClass(context, index) ? oneHot(matrix, classesOf(context, index)) : matrix;
  }) as [Matrix, Matrix];
  if (a.rows <= most) return { a, b };
  return pairsOf({ a, b }, context.random.fork(split).permutation(a.rows).subarray(0, most));
}

const isClass = ({ test }: ProbeContext, index: number): boolean => {
  const { dtype, shape } = test.operands[index]!;
  return dtype === 'int32' && shape.length === 1;
};

/** How many there are, in both splits. */
function classesOf({ train, test }: ProbeContext, index: number): number {
  let most = 0;
  for (const { operands } of [train, test]) {
    for (const label of operands[index]!.data) most = Math.max(most, label);
  }
  return most + 1;
}

function oneHot({ rows, data }: Matrix, classes: number): Matrix {
  const out = new Float32Array(rows * classes);
  for (let row = 0; row < rows; row++) out[row * classes + data[row]!] = 1;
  return { rows, columns: classes, data: out };
}
