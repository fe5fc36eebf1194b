import type { Attributes, Builder, DType, Node, TypedData, Value } from '@infomin/tensor-program';
import { sameShape, sizeOf } from '@infomin/tensor-program';

export interface MatMulOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
}

/** Adds ONNX operators (opset 20) to a graph and works out their shapes. Shapes are known when a graph is built. */
export class Emit {
  constructor(private readonly builder: Builder) {}

  op(op: string, inputs: readonly Value[], attrs: Attributes, shape: readonly number[], dtype: DType): Value {
    return this.builder.add(op, inputs, attrs, shape, dtype);
  }

  /** A node with several results. */
  node(node: Node): void {
    this.builder.addNode(node);
  }

  // ── constants ─────────────────────────────────────────────────────────────────────────────────────────────────────

  constant(data: TypedData, shape: readonly number[], dtype: DType): Value {
    return this.op('Constant', [], { data }, shape, dtype);
  }

  floats(values: Iterable<number>, shape: readonly number[]): Value {
    return this.constant(Float32Array.from(values), shape, 'float32');
  }

  /** Axes, shapes and positions. */
  ints(values: readonly number[], shape: readonly number[] = [values.length]): Value {
    return this.constant(BigInt64Array.from(values, BigInt), shape, 'int64');
  }

  scalar(value: number, dtype: DType): Value {
    return this.constant(typed(dtype, [value]), [], dtype);
  }

  // ── one value after another ───────────────────────────────────────────────────────────────────────────────────────

  unary(op: string, x: Value, attrs: Attributes = {}, dtype: DType = x.dtype): Value {
    return this.op(op, [x], attrs, x.shape, dtype);
  }

  binary(op: string, a: Value, b: Value, dtype: DType = a.dtype): Value {
    return this.op(op, [a, b], {}, broadcast(a.shape, b.shape), dtype);
  }

  cast(x: Value, dtype: DType): Value {
    return x.dtype === dtype ? x : this.op('Cast', [x], { to: dtype }, x.shape, dtype);
  }

  where(condition: Value, yes: Value, no: Value): Value {
    const shape = broadcast(broadcast(condition.shape, yes.shape), no.shape);
    return this.op('Where', [condition, yes, no], {}, shape, yes.dtype);
  }

  // ── shapes ────────────────────────────────────────────────────────────────────────────────────────────────────────

  reshape(x: Value, shape: readonly number[]): Value {
    if (sameShape(x.shape, shape)) return x;
    if (sizeOf(x.shape) !== sizeOf(shape)) throw new Error(`[${x.shape}] cannot be reshaped to [${shape}]`);
    return this.op('Reshape', [x, this.ints(shape)], { allowzero: 1 }, shape, x.dtype);
  }

  transpose(x: Value, perm: readonly number[]): Value {
    if (perm.every((axis, i) => axis === i)) return x;
    return this.op(
      'Transpose',
      [x],
      { perm },
      perm.map((axis) => x.shape[axis]!),
      x.dtype,
    );
  }

  expand(x: Value, shape: readonly number[]): Value {
    if (sameShape(x.shape, shape)) return x;
    return this.op('Expand', [x, this.ints(shape)], {}, shape, x.dtype);
  }

  concat(inputs: readonly Value[], axis: number): Value {
    if (inputs.length === 1) return inputs[0]!;
    const shape = [...inputs[0]!.shape];
    shape[axis] = inputs.reduce((sum, input) => sum + input.shape[axis]!, 0);
    return this.op('Concat', inputs, { axis }, shape, inputs[0]!.dtype);
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
    return this.op('Slice', inputs, {}, size, x.dtype);
  }

  /** `paddings[axis]` is the number of elements before and after. */
  pad(x: Value, paddings: readonly (readonly [number, number])[], value: number, mode = 'constant'): Value {
    if (paddings.every(([before, after]) => before === 0 && after === 0)) return x;
    const shape = x.shape.map((dim, i) => dim + paddings[i]![0] + paddings[i]![1]);
    const pads = this.ints([...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)]);
    const inputs = mode === 'constant' ? [x, pads, this.scalar(value, x.dtype)] : [x, pads];
    return this.op('Pad', inputs, { mode }, shape, x.dtype);
  }

  // ── places ────────────────────────────────────────────────────────────────────────────────────────────────────────

  gather(x: Value, indices: Value, axis: number): Value {
    const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
    return this.op('Gather', [x, indices], { axis }, shape, x.dtype);
  }

  // ── sums and products ─────────────────────────────────────────────────────────────────────────────────────────────

  /** `op` is ReduceSum, ReduceMean, ReduceMax, ReduceMin or ReduceProd. */
  reduce(op: string, x: Value, axes: readonly number[], keepDims = false): Value {
    if (axes.length === 0) return x;
    const shape = keepDims
      ? x.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim))
      : x.shape.filter((_, axis) => !axes.includes(axis));
    return this.op(op, [x, this.ints(axes)], { keepdims: keepDims ? 1 : 0 }, shape, x.dtype);
  }

  matmul(a: Value, b: Value, { transA = false, transB = false }: MatMulOptions = {}): Value {
    const batch = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const shape = [...batch, a.shape.at(transA ? -1 : -2)!, b.shape.at(transB ? -2 : -1)!];
    if (!transA && !transB) return this.op('MatMul', [a, b], {}, shape, a.dtype);
    const attrs = { transA: transA ? 1 : 0, transB: transB ? 1 : 0 };
    return this.op('com.microsoft:FusedMatMul', [a, b], attrs, shape, a.dtype);
  }
}

/** Numbers as the data of a tensor of this type. */
export function typed(dtype: DType, values: readonly number[]): TypedData {
  switch (dtype) {
    case 'float32':
      return Float32Array.from(values);
    case 'int32':
      return Int32Array.from(values);
    case 'int64':
      return BigInt64Array.from(values, BigInt);
    case 'bool':
    case 'uint8':
      return Uint8Array.from(values);
  }
}

/** The shape that two shapes broadcast to, as in NumPy. */
export function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [p, q] = [a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1];
    if (p !== q && p !== 1 && q !== 1) throw new Error(`[${a}] and [${b}] do not broadcast`);
    return p === 1 ? q : p;
  });
}
