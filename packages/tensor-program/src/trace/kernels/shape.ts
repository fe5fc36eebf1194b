import { backend_util, slice_util, util } from '@tensorflow/tfjs-core';
import { type Kernels, one } from '../kernel.js';

const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

export const shapeKernels: Kernels = {
  Reshape: {
    inputs: ['x'],
    infer: ([x], { shape }) =>
      one(util.inferFromImplicitShape(shape, util.sizeFromShape([...x!.shape])), x!.dtype),
  },
  ExpandDims: {
    inputs: ['input'],
    infer: ([x], { dim }) => {
      const shape = [...x!.shape];
      shape.splice(axisOf(dim, shape.length + 1), 0, 1);
      return one(shape, x!.dtype);
    },
  },
  Transpose: {
    inputs: ['x'],
    infer: ([x], { perm }) =>
      one(
        (perm as number[]).map((axis) => x!.shape[axis]!),
        x!.dtype,
        { perm },
      ),
  },
  Concat: {
    inputs: 'list',
    infer: (inputs, { axis }) => {
      const along = util.parseAxisParam(axis, [...inputs[0]!.shape])[0]!;
      const shape = [...inputs[0]!.shape];
      shape[along] = inputs.reduce((sum, input) => sum + input.shape[along]!, 0);
      return one(shape, inputs[0]!.dtype, { axis: along });
    },
  },
  Slice: {
    inputs: ['x'],
    infer: ([x], attrs) => {
      const info = { shape: [...x!.shape], dtype: x!.dtype, rank: x!.shape.length };
      const params = slice_util.parseSliceParams(info as never, attrs.begin, attrs.size);
      const [begin, size] = params as [number[], number[]];
      return one(size, x!.dtype, { begin });
    },
  },
  StridedSlice: {
    inputs: ['x'],
    infer: ([x], a) => {
      const info = slice_util.sliceInfo(
        [...x!.shape],
        a.begin,
        a.end,
        a.strides,
        a.beginMask,
        a.endMask,
        a.ellipsisMask,
        a.newAxisMask,
        a.shrinkAxisMask,
      );
      return one(info.finalShape, x!.dtype, {
        begin: info.begin,
        strides: info.strides,
        size: slice_util.computeOutShape(info.begin, info.end, info.strides),
      });
    },
  },
  SplitV: {
    inputs: ['x'],
    infer: ([x], { numOrSizeSplits, axis }) => {
      const along = util.parseAxisParam(axis, [...x!.shape])[0]!;
      const sizes = backend_util.prepareSplitSize({ shape: [...x!.shape] } as never, numOrSizeSplits, along);
      const outputs = sizes.map((size) => ({
        shape: x!.shape.map((dim, i) => (i === along ? size : dim)),
        dtype: x!.dtype,
      }));
      return { outputs, attrs: { axis: along } };
    },
  },
  Pack: {
    inputs: 'list',
    infer: (inputs, { axis }) => {
      const shape = [...inputs[0]!.shape];
      const at = axisOf(axis, shape.length + 1);
      shape.splice(at, 0, inputs.length);
      return one(shape, inputs[0]!.dtype, { axis: at });
    },
  },
  Unpack: {
    inputs: ['value'],
    infer: ([x], { axis }) => {
      const at = axisOf(axis, x!.shape.length);
      const output = { shape: x!.shape.filter((_, i) => i !== at), dtype: x!.dtype };
      return { outputs: Array.from({ length: x!.shape[at]! }, () => output), attrs: { axis: at } };
    },
  },
  PadV2: {
    inputs: ['x'],
    infer: ([x], { paddings, constantValue }) =>
      one(padded(x!.shape, paddings), x!.dtype, { paddings, value: constantValue }),
  },
  MirrorPad: {
    inputs: ['x'],
    infer: ([x], { paddings, mode }) => one(padded(x!.shape, paddings), x!.dtype, { paddings, mode }),
  },
  Tile: {
    inputs: ['x'],
    infer: ([x], { reps }) =>
      one(
        x!.shape.map((dim, i) => dim * reps[i]),
        x!.dtype,
        { reps },
      ),
  },
  BroadcastTo: { inputs: ['x'], infer: ([x], { shape }) => one(shape, x!.dtype) },
  Reverse: {
    inputs: ['x'],
    infer: ([x], { dims }) => one(x!.shape, x!.dtype, { axes: util.parseAxisParam(dims, [...x!.shape]) }),
  },
  Diag: { inputs: ['x'], infer: ([x]) => one([...x!.shape, ...x!.shape], x!.dtype) },
  DepthToSpace: {
    inputs: ['x'],
    infer: ([x], { blockSize, dataFormat }) => {
      if (dataFormat !== 'NHWC') throw new Error(`DepthToSpace in ${dataFormat}`);
      const [n, h, w, c] = x!.shape as [number, number, number, number];
      return one([n, h * blockSize, w * blockSize, c / (blockSize * blockSize)], x!.dtype, { blockSize });
    },
  },
};

function padded(shape: readonly number[], paddings: readonly (readonly [number, number])[]): number[] {
  return shape.map((dim, i) => dim + paddings[i]![0] + paddings[i]![1]);
}
