import * as tf from '@tensorflow/tfjs-core';
import { op } from './row.js';
import type { DType } from './type.js';

export const indexing = {
  /** Places of an axis, the same for all of a batch of `batchDims` axes or each element's own. */
  GatherV2: op({
    inputs: ['x', 'indices'],
    attrs: { axis: 'int', batchDims: 'int' },
    infer: ([x, indices], { axis, batchDims }) => ({
      shape: [...x.shape.slice(0, axis), ...indices.shape.slice(batchDims), ...x.shape.slice(axis + 1)],
      dtype: x.dtype,
    }),
    record: ({ axis, batchDims = 0 }: tf.GatherV2Attrs, [x]) => ({
      axis: tf.util.parseAxisParam(axis, [...x.shape])[0]!,
      batchDims,
    }),
  }),
  GatherNd: op({
    inputs: ['params', 'indices'],
    infer: ([params, indices]) => ({
      shape: [...indices.shape.slice(0, -1), ...params.shape.slice(indices.shape.at(-1)!)],
      dtype: params.dtype,
    }),
  }),
  /** Zeros with updates added at indices `[…, depth]`; an index that occurs several times adds up. */
  ScatterNd: op({
    inputs: ['indices', 'updates'],
    attrs: { shape: 'ints' },
    infer: ([, updates], { shape }) => ({ shape, dtype: updates.dtype }),
    record: ({ shape }: tf.ScatterNdAttrs) => ({ shape }),
  }),
  TensorScatterUpdate: op({
    inputs: ['tensor', 'indices', 'updates'],
    infer: ([{ shape, dtype }]) => ({ shape, dtype }),
  }),
  OneHot: op({
    inputs: ['indices'],
    attrs: { depth: 'int', onValue: 'float', offValue: 'float', dtype: 'dtype' },
    infer: ([indices], { depth, dtype }) => ({ shape: [...indices.shape, depth], dtype }),
    record: ({ depth, onValue, offValue, dtype = 'int32' }: tf.OneHotAttrs) => ({
      depth,
      onValue,
      offValue,
      dtype: dtype as DType,
    }),
  }),
  UnsortedSegmentSum: op({
    inputs: ['x', 'segmentIds'],
    attrs: { numSegments: 'int' },
    infer: ([x, ids], { numSegments }) => ({
      shape: [numSegments, ...x.shape.slice(ids.shape.length)],
      dtype: x.dtype,
    }),
    record: ({ numSegments }: tf.UnsortedSegmentSumAttrs) => ({ numSegments }),
  }),
  /** Values and places of the largest along the last axis. */
  TopK: op({
    inputs: ['x'],
    attrs: { k: 'int', sorted: 'truth' },
    several: true,
    infer: ([x], { k }) => {
      const shape = [...x.shape.slice(0, -1), k];
      return [
        { shape, dtype: x.dtype },
        { shape, dtype: 'int32' },
      ];
    },
    record: ({ k, sorted }: tf.TopKAttrs) => ({ k, sorted }),
  }),
};
