import { sizeOf } from '@infomin/tensor-program';
import type { SomeLowerings } from './lowering.js';

export const indexLowerings = {
  GatherV2: (emit, { inputs: [x, indices], attrs: { axis, batchDims }, outputs: [y] }) => {
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
    return emit.reshape(emit.transpose(gathered, perm), y.shape);
  },
  GatherNd: (emit, { inputs: [params, indices] }) =>
    emit.add('GatherND', [params, emit.cast(indices, 'int64')]),
  ScatterNd: (emit, { inputs: [indices, updates], attrs: { shape } }) => {
    const zeros = emit.expand(emit.scalar(0, updates.dtype), shape);
    return emit.add('ScatterND', [zeros, emit.cast(indices, 'int64'), updates], { reduction: 'add' });
  },
  TensorScatterUpdate: (emit, { inputs: [tensor, indices, updates] }) =>
    emit.add('ScatterND', [tensor, emit.cast(indices, 'int64'), updates], { reduction: 'none' }),
} satisfies SomeLowerings;
