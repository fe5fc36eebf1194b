import * as tf from '@tensorflow/tfjs-core';
import { op } from './row.js';
import { broadcast, type Shape, sameShape, sizeOf } from './type.js';

const axisOf = (axis: number, shape: Shape) => tf.util.parseAxisParam(axis, [...shape])[0]!;

function padded(shape: Shape, paddings: readonly (readonly [number, number])[]): Shape {
  if (paddings.length !== shape.length) throw new Error(`${paddings.length} axes of [${shape}] are padded`);
  return shape.map((dim, i) => dim + paddings[i]![0] + paddings[i]![1]);
}

function sameSize(from: Shape, to: Shape): void {
  if (sizeOf(from) !== sizeOf(to)) throw new Error(`[${from}] is not of the size of [${to}]`);
}

function within(shape: Shape, begin: Shape, size: Shape, strides?: Shape): void {
  const fits = shape.every((dim, i) => {
    const [from, to] = [begin[i]!, begin[i]! + (size[i]! - 1) * (strides?.[i] ?? 1)];
    return size[i] === 0 || (from >= 0 && from < dim && to >= 0 && to < dim);
  });
  if (!fits || begin.length !== shape.length)
    throw new Error(`[${size}] from [${begin}] is not within [${shape}]`);
}

export const shape = {
  Reshape: op({
    inputs: ['x'],
    attrs: { shape: 'ints' },
    rearranges: true,
    view: true,
    infer: ([x], { shape }) => {
      sameSize(x.shape, shape);
      return { shape, dtype: x.dtype };
    },
    identity: () => true,
    record: (attrs: tf.ReshapeAttrs, [x]) => ({
      shape: tf.util.inferFromImplicitShape(attrs.shape, sizeOf(x.shape)),
    }),
  }),
  Transpose: op({
    inputs: ['x'],
    attrs: { perm: 'ints' },
    rearranges: true,
    infer: ([x], { perm }) => {
      if (
        !sameShape(
          perm.toSorted((a, b) => a - b),
          [...x.shape.keys()],
        )
      ) {
        throw new Error(`[${perm}] is no order of the axes of [${x.shape}]`);
      }
      return { shape: perm.map((axis) => x.shape[axis]!), dtype: x.dtype };
    },
    identity: ({ perm }) => perm.every((axis, i) => axis === i),
    record: ({ perm }: tf.TransposeAttrs) => ({ perm }),
  }),
  Concat: op({
    inputs: 'list',
    attrs: { axis: 'int' },
    linear: 'jointly',
    infer: (inputs, { axis }) => {
      const [first] = inputs;
      const others = (shape: Shape) => shape.map((dim, i) => (i === axis ? 0 : dim));
      const different = inputs.find(({ shape }) => !sameShape(others(shape), others(first!.shape)));
      if (different)
        throw new Error(`[${first!.shape}] and [${different.shape}] do not fit along axis ${axis}`);
      const along = inputs.reduce((sum, { shape }) => sum + shape[axis]!, 0);
      return { shape: first!.shape.map((dim, i) => (i === axis ? along : dim)), dtype: first!.dtype };
    },
    identity: (_, inputs) => inputs.length === 1,
    record: ({ axis }: tf.ConcatAttrs, [first]) => ({ axis: axisOf(axis, first!.shape) }),
  }),
  Slice: op({
    inputs: ['x'],
    attrs: { begin: 'ints', size: 'ints' },
    rearranges: true,
    infer: ([x], { begin, size }) => {
      within(x.shape, begin, size);
      return { shape: size, dtype: x.dtype };
    },
    identity: () => true,
    record: (attrs: tf.SliceAttrs, [x]) => {
      const info = { shape: [...x.shape], dtype: x.dtype, rank: x.shape.length };
      const [begin, size] = tf.slice_util.parseSliceParams(info as never, attrs.begin, attrs.size);
      return { begin: begin!, size: size! };
    },
  }),
  /** `size[i]` elements from `begin[i]` on with a stride, which may be negative; then reshaped. */
  StridedSlice: op({
    inputs: ['x'],
    attrs: { begin: 'ints', size: 'ints', strides: 'ints', shape: 'ints' },
    rearranges: true,
    infer: ([x], { begin, size, strides, shape }) => {
      within(x.shape, begin, size, strides);
      sameSize(size, shape);
      return { shape, dtype: x.dtype };
    },
    record: (a: tf.StridedSliceAttrs, [x]) => {
      const { beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = a;
      const masks = [beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask] as const;
      const info = tf.slice_util.sliceInfo([...x.shape], a.begin, a.end, a.strides, ...masks);
      const { begin, end, strides, finalShape } = info;
      return { begin, strides, size: tf.slice_util.computeOutShape(begin, end, strides), shape: finalShape };
    },
  }),
  SplitV: op({
    inputs: ['x'],
    attrs: { axis: 'int', sizes: 'ints' },
    several: true,
    infer: ([x], { axis, sizes }) => {
      if (sizes.reduce((a, b) => a + b, 0) !== x.shape[axis]) {
        throw new Error(`axis ${axis} of [${x.shape}] has no parts [${sizes}]`);
      }
      return sizes.map((size) => ({
        shape: x.shape.map((dim, i) => (i === axis ? size : dim)),
        dtype: x.dtype,
      }));
    },
    record: ({ numOrSizeSplits, axis }: tf.SplitVAttrs, [x]) => {
      const along = axisOf(axis, x.shape);
      const info = { shape: [...x.shape] } as tf.Tensor;
      return { axis: along, sizes: tf.backend_util.prepareSplitSize(info, numOrSizeSplits, along) };
    },
  }),
  Unpack: op({
    inputs: ['value'],
    attrs: { axis: 'int' },
    several: true,
    infer: ([x], { axis }) => {
      const part = { shape: x.shape.filter((_, i) => i !== axis), dtype: x.dtype };
      return Array.from({ length: x.shape[axis]! }, () => part);
    },
    record: ({ axis }: tf.UnpackAttrs, [x]) => ({ axis: axisOf(axis, x.shape) }),
  }),
  PadV2: op({
    inputs: ['x'],
    attrs: { paddings: 'paddings', value: 'float' },
    infer: ([x], { paddings }) => ({ shape: padded(x.shape, paddings), dtype: x.dtype }),
    identity: () => true,
    record: ({ paddings, constantValue }: tf.PadV2Attrs) => ({ paddings, value: constantValue }),
  }),
  MirrorPad: op({
    inputs: ['x'],
    attrs: { paddings: 'paddings', mode: ['reflect', 'symmetric'] },
    rearranges: true,
    infer: ([x], { paddings }) => ({ shape: padded(x.shape, paddings), dtype: x.dtype }),
    record: ({ paddings, mode }: tf.MirrorPadAttrs) => ({ paddings, mode }),
  }),
  Tile: op({
    inputs: ['x'],
    attrs: { reps: 'ints' },
    rearranges: true,
    infer: ([x], { reps }) => ({ shape: x.shape.map((dim, i) => dim * reps[i]!), dtype: x.dtype }),
    identity: () => true,
    record: ({ reps }: tf.TileAttrs) => ({ reps }),
  }),
  BroadcastTo: op({
    inputs: ['x'],
    attrs: { shape: 'ints' },
    rearranges: true,
    infer: ([x], { shape }) => {
      if (!sameShape(broadcast(x.shape, shape), shape))
        throw new Error(`[${x.shape}] has no broadcast [${shape}]`);
      return { shape, dtype: x.dtype };
    },
    identity: () => true,
    record: ({ shape }: tf.BroadCastToAttrs) => ({ shape }),
  }),
  Reverse: op({
    inputs: ['x'],
    attrs: { axes: 'ints' },
    rearranges: true,
    infer: ([{ shape, dtype }]) => ({ shape, dtype }),
    record: ({ dims }: tf.ReverseAttrs, [x]) => ({ axes: tf.util.parseAxisParam(dims, [...x.shape]) }),
  }),
  /** `[…s]` on the diagonal of `[…s, …s]`. */
  Diag: op({ inputs: ['x'], infer: ([x]) => ({ shape: [...x.shape, ...x.shape], dtype: x.dtype }) }),
  /** `[N, H, W, C]` to `[N, H · block, W · block, C / block²]`. */
  DepthToSpace: op({
    inputs: ['x'],
    attrs: { blockSize: 'int' },
    batch: { of: [0] },
    infer: ([x], { blockSize }) => {
      const [n, h, w, c] = x.shape as [number, number, number, number];
      if (c % (blockSize * blockSize) !== 0) throw new Error(`${c} channels are no blocks of ${blockSize}`);
      return { shape: [n, h * blockSize, w * blockSize, c / (blockSize * blockSize)], dtype: x.dtype };
    },
    record: ({ blockSize, dataFormat }: tf.DepthToSpaceAttrs) => {
      if (dataFormat !== 'NHWC') throw new Error(`DepthToSpace in ${dataFormat}`);
      return { blockSize };
    },
  }),
};
