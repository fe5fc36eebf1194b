import { type Core, type NodeOf, sizeOf, type Value } from '@infomin/tensor-program';
import type { ReductionOp } from '../dialect/reduce.js';
import type { Emit } from './emit.js';
import type { SomeLowerings } from './lowering.js';

type Reducing = Omit<NodeOf<Core, 'Sum' | 'All'>, 'op'>;

function reduction(op: ReductionOp) {
  return (emit: Emit, { inputs: [x], attrs: { axes }, outputs: [y] }: Reducing) =>
    emit.reshape(reduce(emit, op, emit.cast(x, y.dtype), axes), y.shape);
}

/** So many numbers are added one after another; more in two levels, as ONNX Runtime's sums grow in float32. */
const MANY = 1 << 16;

/** Reduces numbers; a sum over all but the last axes is a product with a row of ones, which runs on all threads. */
function reduce(emit: Emit, op: ReductionOp, x: Value, axes: readonly number[]): Value {
  const sums = x.dtype === 'float32' && (op === 'ReduceSum' || op === 'ReduceMean');
  const count = sizeOf(axes.map((axis) => x.shape[axis]!));
  if (sums && count > MANY) {
    const sum = sumOfMany(emit, x, axes);
    return op === 'ReduceSum' ? sum : emit.binary('Mul', sum, emit.scalar(1 / count, 'float32'));
  }
  const leading = axes.length < x.shape.length && axes.every((axis, i) => axis === i);
  if (!leading || !sums) return emit.reduce(op, x, axes);
  const rows = sizeOf(x.shape.slice(0, axes.length));
  const columns = sizeOf(x.shape.slice(axes.length));
  if (rows < 64 || columns < 4) return emit.reduce(op, x, axes);
  const weight = op === 'ReduceMean' ? 1 / rows : 1;
  return onesBy(emit, emit.reshape(x, [rows, columns]), weight);
}

/** A row of ones, or other weights, times a matrix or each of a batch. */
function onesBy(emit: Emit, x: Value, weight = 1): Value {
  return emit.matmul(emit.expand(emit.scalar(weight, 'float32'), [1, x.shape.at(-2)!]), x);
}

/** A sum over axes that is taken of parts first; of runs of neighbouring axes one after another, the last one first. */
function sumOfMany(emit: Emit, x: Value, axes: readonly number[]): Value {
  const last = axes.length - 1;
  const from = axes.findIndex((axis, i) => axes[last]! - axis === last - i);
  if (from > 0) {
    const inner = reduce(emit, 'ReduceSum', x, axes.slice(from));
    return reduce(emit, 'ReduceSum', inner, axes.slice(0, from));
  }
  const [outer, inner] = [x.shape.slice(0, axes[0]), x.shape.slice(axes[last]! + 1)];
  const [before, columns] = [sizeOf(outer), sizeOf(inner)];
  const length = sizeOf(x.shape) / (before * columns);
  const parts = partsOf(length);
  const rows = Math.ceil(length / parts);
  const flat = emit.reshape(x, [before, length, columns]);
  const whole = emit.pad(
    flat,
    [
      [0, 0],
      [0, parts * rows - length],
      [0, 0],
    ],
    0,
  );
  const sums =
    columns === 1
      ? emit.reduce('ReduceSum', emit.reshape(whole, [before * parts, rows]), [1])
      : onesBy(emit, emit.reshape(whole, [before * parts, rows, columns]));
  return emit.reshape(emit.reduce('ReduceSum', emit.reshape(sums, [before, parts, columns]), [1]), [
    ...outer,
    ...inner,
  ]);
}

/** About as many parts as each has rows; what no such number divides is filled up. */
function partsOf(length: number): number {
  for (let parts = Math.floor(Math.sqrt(length)); parts >= 64; parts--)
    if (length % parts === 0) return parts;
  return 1024;
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
