import type { ProbeContext } from '@infomin/plugin';
import { classesOf, type Matrix, matrixOf, type Split } from '../probes/operands.js';
import { type Pairs, pairsOf } from './rows-of.js';

/** The two operands of a split as vectors, of at most so many rows, drawn; classes as one-hot vectors. */
export function variablesOf(context: ProbeContext, split: Split, most: number): Pairs {
  const [a, b] = [0, 1].map((index) => {
    if (!isClass(context, index)) return matrixOf(context, split, index, 'variables');
    const of = { train: classesOf(context, 'train', index), test: classesOf(context, 'test', index) };
    return oneHot(of[split], new Set([...of.train, ...of.test]));
  }) as [Matrix, Matrix];
  if (a.rows <= most) return { a, b };
  return pairsOf({ a, b }, context.random.fork(split).permutation(a.rows).subarray(0, most));
}

const isClass = ({ test }: ProbeContext, index: number): boolean => {
  const { dtype, shape } = test.operands[index]!;
  return dtype === 'int32' && shape.length === 1;
};

/** `[N, classes]`, in the order of the classes; those that no row has have no column. */
function oneHot(labels: Int32Array, classes: ReadonlySet<number>): Matrix {
  const places = new Map(Array.from(Int32Array.from(classes).sort(), (label, place) => [label, place]));
  const [rows, columns] = [labels.length, places.size];
  const data = new Float32Array(rows * columns);
  for (const [row, label] of labels.entries()) data[row * columns + places.get(label)!] = 1;
  return { rows, columns, data };
}
