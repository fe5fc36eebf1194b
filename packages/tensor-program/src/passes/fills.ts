import type { Builder } from '../ir/builder.js';
import type { Graph, Node, NodeOf, Value } from '../ir/graph.js';
import { rewrite } from '../ir/rewrite.js';
import { type Core, core } from '../ops/core.js';
import type { Row } from '../ops/row.js';
import { type DType, sameShape, sizeOf } from '../ops/type.js';

/**
 * Follows values that are the same number everywhere: arithmetic with them is done here, and what broadcasting would make
 * of a scalar is not written out. Gradients of means and sums multiply by ones of full size; those disappear.
 */
export function foldFills(graph: Graph<Core>): Graph<Core> {
  return rewrite(graph, (node, builder) => {
    const value =
      folded(node, builder) ?? neutral(node, builder) ?? scaled(node, builder) ?? scalars(node, builder);
    return value && [value];
  });
}

function fill(builder: Builder<Core>, value: number, { shape, dtype }: Value): Value {
  return builder.add('Fill', [], { value: rounded(value, dtype), shape, dtype });
}

function rounded(value: number, dtype: DType): number {
  if (dtype === 'bool') return Number(value !== 0);
  return dtype === 'float32' ? Math.fround(value) : Math.trunc(value);
}

/** The number that a value holds everywhere. */
function filled(value: Value | undefined, builder: Builder<Core>): number | undefined {
  const made = value && builder.producer(value);
  return made?.op === 'Fill' ? made.attrs.value : undefined;
}

/** What is made of numbers alone. */
function folded({ op, inputs, outputs: [y] }: Node<Core>, builder: Builder<Core>): Value | undefined {
  const row: Row = core.rows[op];
  const numbers = inputs.map((input) => filled(input, builder));
  const [first] = numbers;
  if (first === undefined || !numbers.every((number) => number !== undefined)) return undefined;
  if (row.rearranges) return fill(builder, first, y);
  if (row.compute) return fill(builder, row.compute(...numbers), y);
  if (row.reduces === 'mean') return fill(builder, first, y);
  if (row.reduces === 'sum' && sizeOf(y.shape) > 0) {
    return fill(builder, (first * sizeOf(inputs[0]!.shape)) / sizeOf(y.shape), y);
  }
  return undefined;
}

/** The other operand of a number that changes nothing. */
function neutral({ op, inputs, outputs: [y] }: Node<Core>, builder: Builder<Core>): Value | undefined {
  const row: Row = core.rows[op];
  const [a, b] = inputs;
  if (row.neutral === undefined) return undefined;
  const kept =
    filled(b, builder) === row.neutral
      ? a
      : row.commutative && filled(a, builder) === row.neutral
        ? b
        : undefined;
  if (kept?.dtype !== y.dtype) return undefined;
  return sameShape(kept.shape, y.shape) ? kept : builder.add('BroadcastTo', [kept], { shape: y.shape });
}

/** The least float32 that is held to full precision. */
const LEAST = 2 ** -126;

/** A quotient by a number as a product. */
function scaled(node: Node<Core>, builder: Builder<Core>): Value | undefined {
  if (node.op !== 'RealDiv') return undefined;
  const [a, b] = node.inputs;
  const divisor = filled(b, builder);
  if (!divisor || a.dtype !== 'float32') return undefined;
  const factor = Math.abs(Math.fround(1 / divisor));
  // One that overflows, or has lost digits, is another number; the reciprocal of infinity is 0.
  if (!Number.isFinite(factor) || (factor > 0 && factor < LEAST)) return undefined;
  return builder.add('Multiply', [a, fill(builder, 1 / divisor, { ...b, dtype: a.dtype })]);
}

/** Reads a scalar in place of a fill, and the source in place of a broadcast, where the other operand has the size. */
function scalars(node: Node<Core>, builder: Builder<Core>): Value | undefined {
  const { elementwise }: Row = core.rows[node.op];
  if (!elementwise || node.inputs.length !== 2) return undefined;
  const [a, b] = node.inputs as readonly [Value, Value];
  const { shape } = node.outputs[0];
  const small = (input: Value, other: Value) => {
    if (!sameShape(other.shape, shape)) return input;
    const made = builder.producer(input);
    if (made?.op === 'Fill' && input.shape.length > 0)
      return fill(builder, made.attrs.value, { ...input, shape: [] });
    return made?.op === 'BroadcastTo' ? made.inputs[0] : input;
  };
  const [p, q] = [small(a, b), small(b, a)];
  // Both may have been written out: one has to keep the size.
  const sized = sameShape(p.shape, shape) || sameShape(q.shape, shape) ? p : a;
  if (sized === a && q === b) return undefined;
  return builder.add(node.op as NodeOf<Core, 'Add'>['op'], [sized, q]);
}
