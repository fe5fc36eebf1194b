import { type Graph, type Node, sameShape, sizeOf, type Value } from '../ir/graph.js';
import { type Builder, rewrite } from '../ir/rewrite.js';

/** Ops that give the same value everywhere if their first input does. */
const spreads = new Set([
  'Identity',
  'Reshape',
  'Transpose',
  'BroadcastTo',
  'Tile',
  'Slice',
  'StridedSlice',
  'Reverse',
]);
const broadcasting = new Set([
  ...['Add', 'Sub', 'Multiply', 'RealDiv', 'Maximum', 'Minimum', 'Pow', 'SquaredDifference', 'Mod'],
  ...['Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual'],
]);

const computed: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Multiply: (a, b) => a * b,
  RealDiv: (a, b) => a / b,
  Maximum: Math.max,
  Minimum: Math.min,
  Pow: (a, b) => a ** b,
};

/**
 * Follows values that are the same number everywhere: arithmetic with them is done
 * here, and what broadcasting would make of a scalar is not written out. Gradients of means and sums multiply by ones
 * of full size; those disappear.
 */
export function foldFills(graph: Graph): Graph {
  return rewrite(graph, (node, builder) => {
    const value =
      like(node, builder) ?? spread(node, builder) ?? arithmetic(node, builder) ?? scalars(node, builder);
    return value && [value];
  });
}

function fill(builder: Builder, value: number, like: Value): Value {
  return builder.add('Fill', [], { value: rounded(value, like.dtype) }, like.shape, like.dtype);
}

function rounded(value: number, dtype: Value['dtype']): number {
  return dtype === 'float32' ? Math.fround(value) : Math.trunc(value);
}

/** The number that a value holds everywhere. */
function filled(value: Value | undefined, builder: Builder): number | undefined {
  const made = value && builder.producer(value);
  return made?.op === 'Fill' ? (made.attrs.value as number) : undefined;
}

function like(node: Node, builder: Builder): Value | undefined {
  const [y] = node.outputs as [Value];
  if (node.op === 'ZerosLike') return fill(builder, 0, y);
  if (node.op === 'OnesLike') return fill(builder, 1, y);
  return undefined;
}

function spread(node: Node, builder: Builder): Value | undefined {
  const value = filled(node.inputs[0], builder);
  const [y] = node.outputs as [Value];
  if (value === undefined) return undefined;
  if (spreads.has(node.op)) return fill(builder, value, y);
  if (node.op === 'Cast') return fill(builder, y.dtype === 'bool' ? Number(value !== 0) : value, y);
  if (node.op === 'Mean') return fill(builder, value, y);
  if (node.op === 'Sum' && sizeOf(y.shape) > 0) {
    return fill(builder, (value * sizeOf(node.inputs[0]!.shape)) / sizeOf(y.shape), y);
  }
  return undefined;
}

function arithmetic(node: Node, builder: Builder): Value | undefined {
  const [a, b] = node.inputs as [Value, Value];
  const [y] = node.outputs as [Value];
  if (y.dtype === 'bool') return undefined;
  const [left, right] = [filled(a, builder), filled(b, builder)];
  const compute = computed[node.op];
  if (compute && left !== undefined && right !== undefined) return fill(builder, compute(left, right), y);
  const keeps = (x: Value) => (x.dtype === y.dtype ? broadcastTo(builder, x, y) : undefined);
  if (right === 0 && (node.op === 'Add' || node.op === 'Sub')) return keeps(a);
  if (left === 0 && node.op === 'Add') return keeps(b);
  if (right === 1 && (node.op === 'Multiply' || node.op === 'RealDiv' || node.op === 'Pow')) return keeps(a);
  if (left === 1 && node.op === 'Multiply') return keeps(b);
  if (
    node.op === 'RealDiv' &&
    right &&
    y.dtype === 'float32' &&
    a.dtype === 'float32' &&
    left === undefined
  ) {
    return builder.add('Multiply', [a, fill(builder, 1 / right, b)], {}, y.shape, y.dtype);
  }
  return undefined;
}

function broadcastTo(builder: Builder, x: Value, y: Value): Value {
  return sameShape(x.shape, y.shape) ? x : builder.add('BroadcastTo', [x], {}, y.shape, y.dtype);
}

/** Reads a scalar in place of a fill, and the source in place of a broadcast, where the other operand has the size. */
function scalars(node: Node, builder: Builder): Value | undefined {
  if (!broadcasting.has(node.op)) return undefined;
  const [y] = node.outputs as [Value];
  const small = node.inputs.map((input, i) => {
    const other = node.inputs[1 - i]!;
    if (!sameShape(other.shape, y.shape)) return input;
    const made = builder.producer(input);
    if (made?.op === 'Fill' && input.shape.length > 0) {
      return builder.add('Fill', [], made.attrs, [], input.dtype);
    }
    return made?.op === 'BroadcastTo' ? made.inputs[0]! : input;
  });
  // Both may have been written out: one has to keep the size.
  const sized = small.some((input) => sameShape(input.shape, y.shape)) ? small : [node.inputs[0]!, small[1]!];
  if (sized.every((input, i) => input === node.inputs[i])) return undefined;
  return builder.add(node.op, sized, node.attrs, y.shape, y.dtype);
}
