import { backend_util, util } from '@tensorflow/tfjs-core';
import { type Kernels, one } from '../kernel.js';

export const indexKernels: Kernels = {
  GatherV2: {
    inputs: ['x', 'indices'],
    infer: ([x, indices], { axis, batchDims = 0 }) => {
      const along = util.parseAxisParam(axis, [...x!.shape])[0]!;
      const info = { shape: [...x!.shape] } as never;
      const collected = backend_util.segment_util.collectGatherOpShapeInfo(
        info,
        { shape: [...indices!.shape], rank: indices!.shape.length } as never,
        along,
        batchDims,
      );
      return one(collected.outputShape, x!.dtype, { axis: along, batchDims });
    },
  },
  GatherNd: {
    inputs: ['params', 'indices'],
    infer: ([params, indices]) => {
      const depth = indices!.shape.at(-1)!;
      return one([...indices!.shape.slice(0, -1), ...params!.shape.slice(depth)], params!.dtype);
    },
  },
  ScatterNd: {
    inputs: ['indices', 'updates'],
    infer: ([, updates], { shape }) => one(shape, updates!.dtype),
  },
  TensorScatterUpdate: {
    inputs: ['tensor', 'indices', 'updates'],
    infer: ([tensor]) => one(tensor!.shape, tensor!.dtype),
  },
  OneHot: {
    inputs: ['indices'],
    infer: ([indices], { depth, onValue, offValue, dtype = 'int32' }) =>
      one([...indices!.shape, depth], dtype, { onValue, offValue }),
  },
  UnsortedSegmentSum: {
    inputs: ['x', 'segmentIds'],
    infer: ([x, ids], { numSegments }) => one([numSegments, ...x!.shape.slice(ids!.shape.length)], x!.dtype),
  },
  TopK: {
    inputs: ['x'],
    infer: ([x], { k, sorted }) => {
      const shape = [...x!.shape.slice(0, -1), k];
      return {
        outputs: [
          { shape, dtype: x!.dtype },
          { shape, dtype: 'int32' },
        ],
        attrs: { k, sorted },
      };
    },
  },
};
