import * as tf from '@tensorflow/tfjs-core';
import { op, rows, type Traits } from './row.js';
import type { DType, Shape } from './type.js';

type Axis = number | number[];
type ReductionAttrs = { axis?: Axis; reductionIndices?: Axis; keepDims: boolean };

/** A shape without some axes, or with 1 in their places. */
export function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  const outside = axes.find((axis) => axis < 0 || axis >= shape.length);
  if (outside !== undefined) throw new Error(`[${shape}] has no axis ${outside}`);
  return keepDims
    ? shape.map((dim, i) => (axes.includes(i) ? 1 : dim))
    : shape.filter((_, i) => !axes.includes(i));
}

function reduction(reduces: Traits['reduces'], dtype: (input: DType) => DType) {
  return op({
    inputs: ['x'],
    attrs: { axes: 'ints', keepDims: 'truth' },
    reduces,
    infer: ([x], { axes, keepDims }) => ({
      shape: reducedShape(x.shape, axes, keepDims),
      dtype: dtype(x.dtype),
    }),
    // Over axes of size 1.
    identity: () => true,
    record: ({ axis, reductionIndices, keepDims }: ReductionAttrs, [x]) => {
      const axes = tf.util.parseAxisParam((axis ?? reductionIndices)!, [...x.shape]);
      return { axes: axes.sort((a, b) => a - b), keepDims: keepDims ?? false };
    },
  });
}

const countable = (input: DType): DType => (input === 'bool' ? 'int32' : input);

export const reduce = {
  Sum: reduction('sum', countable),
  Mean: reduction('mean', () => 'float32'),
  Max: reduction('maximum', (input) => input),
  Min: reduction('minimum', (input) => input),
  Prod: reduction('product', countable),
  All: reduction('all', () => 'bool'),
  Any: reduction('any', () => 'bool'),
  ...rows(
    ['ArgMax', 'ArgMin'],
    op({
      inputs: ['x'],
      attrs: { axis: 'int' },
      infer: ([x], { axis }) => ({ shape: reducedShape(x.shape, [axis], false), dtype: 'int32' }),
      record: ({ axis }: tf.ArgMaxAttrs, [x]) => ({ axis: tf.util.parseAxisParam(axis, [...x.shape])[0]! }),
    }),
  ),
  Cumsum: op({
    inputs: ['x'],
    attrs: { axis: 'int', exclusive: 'truth', reverse: 'truth' },
    infer: ([{ shape, dtype }]) => ({ shape, dtype }),
    record: ({ axis, exclusive, reverse }: tf.CumsumAttrs, [x]) => ({
      axis: tf.util.parseAxisParam(axis, [...x.shape])[0]!,
      exclusive,
      reverse,
    }),
  }),
};
