import {
  broadcast,
  einsumShape,
  op,
  productShape,
  reducedShape,
  rows,
  type Type,
} from '@infomin/tensor-program';
import { numbersOf } from './shape.js';

const reductionOps = ['ReduceSum', 'ReduceMean', 'ReduceMax', 'ReduceMin', 'ReduceProd'] as const;
export type ReductionOp = (typeof reductionOps)[number];

function product([a, b]: readonly [Type, Type], transA = false, transB = false): Type {
  return { shape: productShape(a.shape, b.shape, transA, transB), dtype: a.dtype };
}

/** Sums, products and what takes places along an axis. */
export const reduce = {
  ...rows(
    reductionOps,
    op({
      inputs: ['x', 'axes'],
      attrs: { keepdims: 'int' },
      infer: ([x, axes], { keepdims }) => ({
        shape: reducedShape(x.shape, numbersOf('axes', axes), keepdims === 1),
        dtype: x.dtype,
      }),
    }),
  ),
  ...rows(
    ['ArgMax', 'ArgMin'],
    op({
      inputs: ['x'],
      attrs: { axis: 'int', keepdims: 'int' },
      infer: ([x], { axis, keepdims }) => ({
        shape: reducedShape(x.shape, [axis], keepdims === 1),
        dtype: 'int64',
      }),
    }),
  ),
  CumSum: op({
    inputs: ['x', 'axis'],
    attrs: { exclusive: 'int', reverse: 'int' },
    infer: ([{ shape, dtype }]) => ({ shape, dtype }),
  }),
  /** Values and places along an axis. */
  TopK: op({
    inputs: ['x', 'k'],
    attrs: { axis: 'int', largest: 'int', sorted: 'int' },
    several: true,
    infer: ([x, k], { axis }) => {
      const shape = x.shape.with(axis, numbersOf('k', k)[0]!);
      return [
        { shape, dtype: x.dtype },
        { shape, dtype: 'int64' },
      ];
    },
  }),
  MatMul: op({ inputs: ['a', 'b'], infer: (inputs) => product(inputs) }),
  'com.microsoft:FusedMatMul': op({
    inputs: ['a', 'b'],
    attrs: { transA: 'int', transB: 'int' },
    infer: (inputs, { transA, transB }) => product(inputs, transA === 1, transB === 1),
  }),
  Einsum: op({
    inputs: 'list',
    attrs: { equation: 'text' },
    infer: (inputs, { equation }) => ({ shape: einsumShape(equation, inputs), dtype: inputs[0]!.dtype }),
  }),
  Gather: op({
    inputs: ['x', 'indices'],
    attrs: { axis: 'int' },
    infer: ([x, indices], { axis }) => ({
      shape: [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)],
      dtype: x.dtype,
    }),
  }),
  GatherND: op({
    inputs: ['x', 'indices'],
    infer: ([x, indices]) => ({
      shape: [...indices.shape.slice(0, -1), ...x.shape.slice(indices.shape.at(-1)!)],
      dtype: x.dtype,
    }),
  }),
  ScatterND: op({
    inputs: ['x', 'indices', 'updates'],
    attrs: { reduction: ['none', 'add'] },
    infer: ([x, indices, updates]) => {
      broadcast(updates.shape, [...indices.shape.slice(0, -1), ...x.shape.slice(indices.shape.at(-1)!)]);
      return { shape: x.shape, dtype: x.dtype };
    },
  }),
};
