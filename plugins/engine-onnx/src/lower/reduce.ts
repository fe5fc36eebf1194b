import { type Node, sizeOf, type Value } from '@infomin/tensor-program';
import type { Emit } from './emit.js';
import { attributes, type Lowering, type Lowerings } from './lowering.js';

const axesOf = (node: Node) => attributes<{ axes: number[] }>(node).axes;

function reduction(op: string): Lowering {
  return (emit, node) => {
    const { dtype, shape } = node.outputs[0]!;
    const x = emit.cast(node.inputs[0]!, dtype);
    return emit.reshape(reduce(emit, op, x, axesOf(node)), shape);
  };
}

/** Reduces numbers; a sum over all but the last axes is a product with a row of ones, which runs on all threads. */
function reduce(emit: Emit, op: string, x: Value, axes: readonly number[]): Value {
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
function truth(op: string): Lowering {
  return (emit, node) => {
    const numbers = emit.cast(node.inputs[0]!, 'int32');
    return emit.reshape(emit.cast(emit.reduce(op, numbers, axesOf(node)), 'bool'), node.outputs[0]!.shape);
  };
}

function argument(op: string): Lowering {
  return (emit, node) => {
    const [x] = node.inputs as [Value];
    const { axis } = attributes<{ axis: number }>(node);
    const numbers = x.dtype === 'bool' ? emit.cast(x, 'int32') : x;
    const index = emit.op(op, [numbers], { axis, keepdims: 0 }, node.outputs[0]!.shape, 'int64');
    return emit.cast(index, 'int32');
  };
}

export const reduceLowerings: Lowerings = {
  Sum: reduction('ReduceSum'),
  Mean: reduction('ReduceMean'),
  Max: reduction('ReduceMax'),
  Min: reduction('ReduceMin'),
  Prod: reduction('ReduceProd'),
  All: truth('ReduceMin'),
  Any: truth('ReduceMax'),
  ArgMax: argument('ArgMax'),
  ArgMin: argument('ArgMin'),
  Cumsum: (emit, node) => {
    const [x] = node.inputs as [Value];
    const { axis, exclusive, reverse } = attributes<{ axis: number; exclusive: boolean; reverse: boolean }>(
      node,
    );
    const attrs = { exclusive: exclusive ? 1 : 0, reverse: reverse ? 1 : 0 };
    return emit.op('CumSum', [x, emit.constant(Int32Array.of(axis), [], 'int32')], attrs, x.shape, x.dtype);
  },
};
