import type { Value } from '@infomin/tensor-program';
import type { Emit } from './emit.js';
import { attributes, type Lowerings } from './lowering.js';

type Paddings = readonly (readonly [number, number])[];

/** Positions `0..dim-1` mirrored at both ends; `edge` is 1 where the border itself is repeated. */
function mirrored(dim: number, [before, after]: readonly [number, number], edge: 0 | 1): number[] {
  return Array.from({ length: before + dim + after }, (_, i) => {
    const at = i - before;
    if (at < 0) return -at - edge;
    return at < dim ? at : 2 * (dim - 1) - at + edge;
  });
}

function inserted(shape: readonly number[], axis: number): number[] {
  return [...shape.slice(0, axis), 1, ...shape.slice(axis)];
}

function split(emit: Emit, x: Value, axis: number, sizes: readonly number[]): Value[] {
  let at = 0;
  return sizes.map((size) => {
    const begin = x.shape.map((_, i) => (i === axis ? at : 0));
    at += size;
    return emit.slice(
      x,
      begin,
      x.shape.map((dim, i) => (i === axis ? size : dim)),
    );
  });
}

/** Ops that ORT has for numbers only. */
function asNumber(emit: Emit, x: Value, compute: (x: Value) => Value): Value {
  return x.dtype === 'bool' ? emit.cast(compute(emit.cast(x, 'int32')), 'bool') : compute(x);
}

export const shapeLowerings: Lowerings = {
  Reshape: (emit, node) => emit.reshape(node.inputs[0]!, node.outputs[0]!.shape),
  ExpandDims: (emit, node) => emit.reshape(node.inputs[0]!, node.outputs[0]!.shape),
  Transpose: (emit, node) => emit.transpose(node.inputs[0]!, attributes<{ perm: number[] }>(node).perm),
  Concat: (emit, node) => emit.concat(node.inputs, attributes<{ axis: number }>(node).axis),
  Slice: (emit, node) =>
    emit.slice(node.inputs[0]!, attributes<{ begin: number[] }>(node).begin, node.outputs[0]!.shape),
  StridedSlice: (emit, node) => {
    const { begin, size, strides } = attributes<{ begin: number[]; size: number[]; strides: number[] }>(node);
    return emit.reshape(emit.slice(node.inputs[0]!, begin, size, strides), node.outputs[0]!.shape);
  },
  SplitV: (emit, node) => {
    const { axis } = attributes<{ axis: number }>(node);
    return split(
      emit,
      node.inputs[0]!,
      axis,
      node.outputs.map(({ shape }) => shape[axis]!),
    );
  },
  Unpack: (emit, node) => {
    const { axis } = attributes<{ axis: number }>(node);
    const parts = split(
      emit,
      node.inputs[0]!,
      axis,
      node.outputs.map(() => 1),
    );
    return parts.map((part, i) => emit.reshape(part, node.outputs[i]!.shape));
  },
  Pack: (emit, node) => {
    const { axis } = attributes<{ axis: number }>(node);
    return emit.concat(
      node.inputs.map((x) => emit.reshape(x, inserted(x.shape, axis))),
      axis,
    );
  },
  PadV2: (emit, node) => {
    const { paddings, value } = attributes<{ paddings: Paddings; value: number }>(node);
    return asNumber(emit, node.inputs[0]!, (x) => emit.pad(x, paddings, value));
  },
  MirrorPad: (emit, node) => {
    const { paddings, mode } = attributes<{ paddings: Paddings; mode: string }>(node);
    return paddings.reduce((x, padding, axis) => {
      if (padding[0] === 0 && padding[1] === 0) return x;
      return emit.gather(x, emit.ints(mirrored(x.shape[axis]!, padding, mode === 'symmetric' ? 1 : 0)), axis);
    }, node.inputs[0]!);
  },
  Tile: (emit, node) => {
    const { reps } = attributes<{ reps: number[] }>(node);
    const [x] = node.inputs as [Value];
    return emit.op('Tile', [x, emit.ints(reps)], {}, node.outputs[0]!.shape, x.dtype);
  },
  BroadcastTo: (emit, node) => emit.expand(node.inputs[0]!, node.outputs[0]!.shape),
  Reverse: (emit, node) => {
    const [x] = node.inputs as [Value];
    const { axes } = attributes<{ axes: number[] }>(node);
    const back = x.shape.map((_, axis) => axes.includes(axis));
    return emit.slice(
      x,
      x.shape.map((dim, i) => (back[i] ? dim - 1 : 0)),
      x.shape,
      back.map((reversed) => (reversed ? -1 : 1)),
    );
  },
  Diag: (emit, node) => {
    const [x] = node.inputs as [Value];
    const { shape } = node.outputs[0]!;
    const size = x.shape.reduce((a, b) => a * b, 1);
    const eye = Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
    const here = emit.cast(emit.floats(eye, [size, size]), 'bool');
    const row = emit.cast(emit.reshape(x, [1, size]), x.dtype === 'bool' ? 'int32' : x.dtype);
    return emit.cast(emit.reshape(emit.where(here, row, emit.scalar(0, row.dtype)), shape), x.dtype);
  },
  DepthToSpace: (emit, node) => {
    const [x] = node.inputs as [Value];
    const { blockSize: b } = attributes<{ blockSize: number }>(node);
    const [n, h, w, c] = x.shape as [number, number, number, number];
    const blocks = emit.transpose(emit.reshape(x, [n, h, w, b, b, c / (b * b)]), [0, 1, 3, 2, 4, 5]);
    return emit.reshape(blocks, node.outputs[0]!.shape);
  },
};
