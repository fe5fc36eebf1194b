import { sizeOf, type Value } from '@infomin/tensor-program';
import type { Emit } from './emit.js';
import { attributes, type Lowerings } from './lowering.js';

/** Zeros with updates added at indices `[M, depth]`; an index that occurs several times adds up. */
function scatterAdd(emit: Emit, shape: readonly number[], indices: Value, updates: Value): Value {
  const zeros = emit.expand(emit.scalar(0, updates.dtype), shape);
  const inputs = [zeros, emit.cast(indices, 'int64'), updates];
  return emit.op('ScatterND', inputs, { reduction: 'add' }, shape, updates.dtype);
}

export const indexLowerings: Lowerings = {
  GatherV2: (emit, node) => {
    const [x, indices] = node.inputs as [Value, Value];
    const { axis, batchDims } = attributes<{ axis: number; batchDims: number }>(node);
    if (batchDims === 0) return emit.gather(x, indices, axis);
    // Rows of all batches under each other, the gathered axis right after the batch.
    const batch = sizeOf(x.shape.slice(0, batchDims));
    const outer = x.shape.slice(batchDims, axis);
    const inner = x.shape.slice(axis + 1);
    const order = x.shape.map((_, i) => i);
    const moved = emit.transpose(x, [
      ...order.slice(0, batchDims),
      axis,
      ...order.slice(batchDims, axis),
      ...order.slice(axis + 1),
    ]);
    const rows = emit.reshape(moved, [batch * x.shape[axis]!, ...outer, ...inner]);
    const picks = indices.shape.slice(batchDims);
    const offsets = emit.constant(
      Int32Array.from({ length: batch }, (_, i) => i * x.shape[axis]!),
      [batch, 1],
      'int32',
    );
    const flat = emit.binary('Add', emit.reshape(indices, [batch, sizeOf(picks)]), offsets);
    const gathered = emit.gather(rows, flat, 0);
    // [batch, picks, outer, inner] to [batch, outer, picks, inner].
    const rest = outer.map((_, i) => 2 + i);
    const perm = [0, ...rest, 1, ...inner.map((_, i) => 2 + outer.length + i)];
    return emit.reshape(emit.transpose(gathered, perm), node.outputs[0]!.shape);
  },
  GatherNd: (emit, node) => {
    const [params, indices] = node.inputs as [Value, Value];
    return emit.op(
      'GatherND',
      [params, emit.cast(indices, 'int64')],
      {},
      node.outputs[0]!.shape,
      params.dtype,
    );
  },
  ScatterNd: (emit, node) => scatterAdd(emit, node.outputs[0]!.shape, node.inputs[0]!, node.inputs[1]!),
  TensorScatterUpdate: (emit, node) => {
    const [tensor, indices, updates] = node.inputs as [Value, Value, Value];
    return emit.op(
      'ScatterND',
      [tensor, emit.cast(indices, 'int64'), updates],
      {},
      tensor.shape,
      tensor.dtype,
    );
  },
  UnsortedSegmentSum: (emit, node) => {
    const [x, ids] = node.inputs as [Value, Value];
    const { shape } = node.outputs[0]!;
    const count = sizeOf(ids.shape);
    const rows = emit.reshape(x, [count, ...x.shape.slice(ids.shape.length)]);
    return scatterAdd(emit, shape, emit.reshape(ids, [count, 1]), rows);
  },
  /** An index out of range has no hot place. */
  OneHot: (emit, node) => {
    const [indices] = node.inputs as [Value];
    const { shape, dtype } = node.outputs[0]!;
    const { onValue, offValue } = attributes<{ onValue: number; offValue: number }>(node);
    const places = emit.constant(
      Int32Array.from({ length: shape.at(-1)! }, (_, i) => i),
      [shape.at(-1)!],
      'int32',
    );
    const hot = emit.binary('Equal', emit.reshape(indices, [...indices.shape, 1]), places, 'bool');
    if (onValue === 1 && offValue === 0) return emit.cast(hot, dtype);
    const type = dtype === 'bool' ? 'int32' : dtype;
    return emit.cast(emit.where(hot, emit.scalar(onValue, type), emit.scalar(offValue, type)), dtype);
  },
};
