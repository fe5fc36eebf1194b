import * as tf from '@tensorflow/tfjs-core';
import { type Composition, composition, type Inputs } from './composition.js';
import { cropAndResize } from './crop.js';
import { fused } from './fused.js';

/** Inputs of a list, `{0: …, 1: …}`. */
const listed = (inputs: Inputs) => Object.values(inputs);

/** Kernels that stand for others: the fewer ops there are, the less a backend has to know. By their tfjs names. */
export const compositions: Readonly<Record<string, Composition>> = {
  ...fused,
  CropAndResize: composition(cropAndResize),
  ZerosLike: ({ x }) => tf.fill(x!.shape, 0, x!.dtype),
  OnesLike: ({ x }) => tf.fill(x!.shape, 1, x!.dtype),
  ExpandDims: composition<tf.ExpandDimsAttrs>(({ input }, { dim }) =>
    tf.reshape(input!, insertOne(input!.shape, dim)),
  ),
  Pack: composition<tf.PackAttrs>((inputs, { axis }) =>
    tf.concat(
      listed(inputs).map((x) => tf.reshape(x, insertOne(x.shape, axis))),
      axis,
    ),
  ),
  LinSpace: composition<tf.LinSpaceAttrs>((_, { start, stop, num }) => {
    const step = (stop - start) / Math.max(num - 1, 1);
    return tf.tensor1d(
      Array.from({ length: num }, (_, i) => start + i * step),
      'float32',
    );
  }),
};

function insertOne(shape: readonly number[], axis: number): number[] {
  const at = axis < 0 ? axis + shape.length + 1 : axis;
  return [...shape.slice(0, at), 1, ...shape.slice(at)];
}
