import {
  type Builder,
  type DType,
  sameShape,
  type TypedData,
  typedData,
  type Value,
} from '@infomin/tensor-program';
import type { BinaryOp, UnaryOp } from '../dialect/elementwise.js';
import type { Onnx } from '../dialect/onnx.js';
import type { ReductionOp } from '../dialect/reduce.js';

export interface MatMulOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
}

/** Adds ONNX operators to a graph, fewer where nothing is to do. */
export class Emit {
  readonly add: Builder<Onnx>['add'];
  readonly addAll: Builder<Onnx>['addAll'];

  constructor(builder: Builder<Onnx>) {
    this.add = (op, inputs, ...attrs) => builder.add(op, inputs, ...attrs);
    this.addAll = (op, inputs, ...attrs) => builder.addAll(op, inputs, ...attrs);
  }

  // ── constants ─────────────────────────────────────────────────────────────────────────────────────────────────────

  constant(data: TypedData, shape: readonly number[], dtype: DType): Value {
    return this.add('Constant', [], { data, shape, dtype });
  }

  floats(values: Iterable<number>, shape: readonly number[]): Value {
    return this.constant(Float32Array.from(values), shape, 'float32');
  }

  /** Axes, shapes and positions. */
  ints(values: readonly number[], shape: readonly number[] = [values.length]): Value {
    return this.constant(typedData('int64', values), shape, 'int64');
  }

  scalar(value: number, dtype: DType): Value {
    return this.constant(typedData(dtype, [value]), [], dtype);
  }

  // ── one value after another ───────────────────────────────────────────────────────────────────────────────────────

  unary(op: UnaryOp, x: Value): Value {
    return this.add(op, [x]);
  }

  binary(op: BinaryOp, a: Value, b: Value): Value {
    return this.add(op, [a, b]);
  }

  cast(x: Value, dtype: DType): Value {
    return x.dtype === dtype ? x : this.add('Cast', [x], { to: dtype });
  }

  where(condition: Value, yes: Value, no: Value): Value {
    return this.add('Where', [condition, yes, no]);
  }

  // ── shapes ────────────────────────────────────────────────────────────────────────────────────────────────────────

  reshape(x: Value, shape: readonly number[]): Value {
    return sameShape(x.shape, shape) ? x : this.add('Reshape', [x, this.ints(shape)], { allowzero: 1 });
  }

  transpose(x: Value, perm: readonly number[]): Value {
    return perm.every((axis, i) => axis === i) ? x : this.add('Transpose', [x], { perm });
  }

  expand(x: Value, shape: readonly number[]): Value {
    return sameShape(x.shape, shape) ? x : this.add('Expand', [x, this.ints(shape)]);
  }

  concat(inputs: readonly Value[], axis: number): Value {
    return inputs.length === 1 ? inputs[0]! : this.add('Concat', inputs, { axis });
  }

  /** Takes `size[i]` elements from `begin[i]` with a stride along each axis; strides may be negative. */
  slice(x: Value, begin: readonly number[], size: readonly number[], strides = begin.map(() => 1)): Value {
    const axes = begin
      .map((_, axis) => axis)
      .filter((axis) => begin[axis] !== 0 || strides[axis] !== 1 || size[axis] !== x.shape[axis]);
    if (axes.length === 0) return x;
    // An end before the first element is written as the least integer: -1 would count from the back.
    const end = (axis: number) => {
      const past = begin[axis]! + size[axis]! * strides[axis]!;
      return past < 0 ? -2147483648 : past;
    };
    const inputs = [
      x,
      this.ints(axes.map((axis) => begin[axis]!)),
      this.ints(axes.map(end)),
      this.ints(axes),
    ];
    if (axes.some((axis) => strides[axis] !== 1)) inputs.push(this.ints(axes.map((axis) => strides[axis]!)));
    return this.add('Slice', inputs);
  }

  /** `paddings[axis]` is the number of elements before and after. */
  pad(x: Value, paddings: readonly (readonly [number, number])[], value: number): Value {
    if (paddings.every(([before, after]) => before === 0 && after === 0)) return x;
    const pads = this.ints([...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)]);
    return this.add('Pad', [x, pads, this.scalar(value, x.dtype)]);
  }

  // ── places ────────────────────────────────────────────────────────────────────────────────────────────────────────

  gather(x: Value, indices: Value, axis: number): Value {
    return this.add('Gather', [x, indices], { axis });
  }

  // ── sums and products ─────────────────────────────────────────────────────────────────────────────────────────────

  reduce(op: ReductionOp, x: Value, axes: readonly number[]): Value {
    return axes.length === 0 ? x : this.add(op, [x, this.ints(axes)], { keepdims: 0 });
  }

  matmul(a: Value, b: Value, { transA = false, transB = false }: MatMulOptions = {}): Value {
    if (!transA && !transB) return this.add('MatMul', [a, b]);
    const attrs = { transA: transA ? 1 : 0, transB: transB ? 1 : 0 };
    return this.add('com.microsoft:FusedMatMul', [a, b], attrs);
  }
}
