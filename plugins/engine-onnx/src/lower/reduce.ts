import { type Core, type NodeOf, sizeOf, type Value } from '@infomin/tensor-program';
import type { ReductionOp } from '../dialect/reduce.js';
import type { Emit } from './emit.js';
import type { SomeLowerings } from './lowering.js';

type Reducing = Omit<NodeOf<Core, 'Sum' | 'All'>, 'op'>;

function reduction(op: ReductionOp) {
  return (emit: Emit, { inputs: [x], attrs: { axes }, outputs: [y] }: Reducing) =>
    emit.reshape(reduce(emit, op, emit.cast(x, y.dtype), axes), y.shape);
}

/** Reduces numbers; a sum over all but the last axes is a product with a row of ones, which runs on all threads. */
function reduce(emit: Emit, op: ReductionOp, x: Value, axes: readonly number[]): Value {
  const leading = axes.length < x.shape.length && axes.every((axis, i) => axis === i);
  if (!leading || x.dtype !== 'float32' || (op !== 'ReduceSum' && op !== 'ReduceMean'))
    return emit.reduce(op, x, axes);
  const rows = sizeOf(x.shape.slice(0, axes.length));
  const columns = sizeOf(x.shape.slice(axes.length));
  if (rows < 64 || columns < 4) return emit.reduce(op, x, axes);
  const weight = op === 'ReduceMean' ? 1 / rows : 1;
  const ones = emit.expand(emit.scalar(weight, 'float32'), [1, rows]);
  return emit.matmul(ones, emit.reshape(x, [rows, columns]));
}

/** Over truth values, as 0 and 1. */
function truth(op: ReductionOp) {
  return (emit: Emit, { inputs: [x], attrs: { axes }, outputs: [y] }: Reducing) =>
    emit.reshape(emit.cast(emit.reduce(op, emit.cast(x, 'int32'), axes), 'bool'), y.shape);
}

function argument(op: 'ArgMax' | 'ArgMin') {
  return (emit: Emit, { inputs: [x], attrs: { axis } }: Omit<NodeOf<Core, 'ArgMax'>, 'op'>) => {
    const numbers = x.dtype === 'bool' ? emit.cast(x, 'int32') : x;
    return emit.cast(emit.add(op, [numbers], { axis, keepdims: 0 }), 'int32');
  };
}

export const reduceLowerings = {
  Sum: reduction('ReduceSum'),
  Mean: reduction('ReduceMean'),
  Max: reduction('ReduceMax'),
  Min: reduction('ReduceMin'),
  Prod: reduction('ReduceProd'),
  All: truth('ReduceMin'),
  Any: truth('ReduceMax'),
  ArgMax: argument('ArgMax'),
  ArgMin: argument('ArgMin'),
  Cumsum: (emit, { inputs: [x], attrs: { axis, exclusive, reverse } }) => {
    const attrs = { exclusive: exclusive ? 1 : 0, reverse: reverse ? 1 : 0 };
    return emit.add('CumSum', [x, emit.constant(Int32Array.of(axis), [], 'int32')], attrs);
  },
} satisfies SomeLowerings;
