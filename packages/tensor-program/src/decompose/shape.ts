import type { Builder } from '../ir/builder.js';
import type { Value } from '../ir/graph.js';
import type { Core } from '../ops/core.js';
import { sizeOf, typedData } from '../ops/type.js';
import { cast, type Decompositions, number } from './decomposition.js';

function whole(b: Builder<Core>, values: readonly number[], shape = [values.length]): Value {
  return b.add('Constant', [], { data: typedData('int32', values), shape, dtype: 'int32' });
}

function parts(b: Builder<Core>, x: Value, axis: number, sizes: readonly number[]): Value[] {
  let at = 0;
  return sizes.map((size) => {
    const begin = x.shape.map((_, i) => (i === axis ? at : 0));
    at += size;
    return b.add('Slice', [x], { begin, size: x.shape.map((dim, i) => (i === axis ? size : dim)) });
  });
}

/** Positions `0..dim-1` mirrored at both ends; `edge` is 1 where the border itself is repeated. */
function mirrored(dim: number, [before, after]: readonly [number, number], edge: 0 | 1): number[] {
  return Array.from({ length: before + dim + after }, (_, i) => {
    const at = i - before;
    if (at < 0) return -at - edge;
    return at < dim ? at : 2 * (dim - 1) - at + edge;
  });
}

export const shape = {
  Range: (b, { attrs: { start, step, size, dtype } }) => {
    const values = Array.from({ length: size }, (_, i) => start + i * step);
    return b.add('Constant', [], { data: typedData(dtype, values), shape: [size], dtype });
  },
  SplitV: (b, { inputs: [x], attrs: { axis, sizes } }) => parts(b, x, axis, sizes),
  Unpack: (b, { inputs: [x], attrs: { axis }, outputs }) =>
    parts(
      b,
      x,
      axis,
      outputs.map(() => 1),
    ).map((part) => b.add('Reshape', [part], { shape: outputs[0].shape })),
  MirrorPad: (b, { inputs: [image], attrs: { paddings, mode } }) =>
    paddings.reduce((x, padding, axis) => {
      if (padding[0] === 0 && padding[1] === 0) return x;
      const places = mirrored(x.shape[axis]!, padding, mode === 'symmetric' ? 1 : 0);
      return b.add('GatherV2', [x, whole(b, places)], { axis, batchDims: 0 });
    }, image),
  Reverse: (b, { inputs: [x], attrs: { axes } }) => {
    const back = x.shape.map((_, axis) => axes.includes(axis));
    return b.add('StridedSlice', [x], {
      begin: x.shape.map((dim, i) => (back[i] ? dim - 1 : 0)),
      size: x.shape,
      strides: back.map((reversed) => (reversed ? -1 : 1)),
      shape: x.shape,
    });
  },
  Diag: (b, { inputs: [x], outputs }) => {
    const size = sizeOf(x.shape);
    const eye = Uint8Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
    const here = b.add('Constant', [], { data: eye, shape: [size, size], dtype: 'bool' });
    const row = b.add('Reshape', [x], { shape: [1, size] });
    const square = b.add('Select', [here, row, number(b, 0, x.dtype)]);
    return b.add('Reshape', [square], { shape: outputs[0].shape });
  },
  DepthToSpace: (b, { inputs: [x], attrs: { blockSize: s }, outputs }) => {
    const [n, h, w, c] = x.shape as [number, number, number, number];
    const blocks = b.add('Reshape', [x], { shape: [n, h, w, s, s, c / (s * s)] });
    const sorted = b.add('Transpose', [blocks], { perm: [0, 1, 3, 2, 4, 5] });
    return b.add('Reshape', [sorted], { shape: outputs[0].shape });
  },
  /** An index out of range has no hot place. */
  OneHot: (b, { inputs: [indices], attrs: { depth, onValue, offValue, dtype } }) => {
    const places = whole(
      b,
      Array.from({ length: depth }, (_, i) => i),
    );
    const column = b.add('Reshape', [cast(b, indices, 'int32')], { shape: [...indices.shape, 1] });
    const hot = b.add('Equal', [column, places]);
    if (onValue === 1 && offValue === 0) return cast(b, hot, dtype);
    return b.add('Select', [hot, number(b, onValue, dtype), number(b, offValue, dtype)]);
  },
  /** Rows of no segment go to one more, the last, which is place −1 too; it is cut off. */
  UnsortedSegmentSum: (b, { inputs: [x, ids], attrs: { numSegments }, outputs: [{ shape }] }) => {
    const count = sizeOf(ids.shape);
    const rows = b.add('Reshape', [x], { shape: [count, ...x.shape.slice(ids.shape.length)] });
    const bounded = b.add('Minimum', [
      b.add('Maximum', [ids, number(b, -1, 'int32')]),
      number(b, numSegments, 'int32'),
    ]);
    const places = b.add('Reshape', [bounded], { shape: [count, 1] });
    const sums = b.add('ScatterNd', [places, rows], { shape: [numSegments + 1, ...shape.slice(1)] });
    return b.add('Slice', [sums], { begin: shape.map(() => 0), size: shape });
  },
} satisfies Decompositions;
