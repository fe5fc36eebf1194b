import type { Node } from '@infomin/tensor-program';
import { sizeOf, type Value } from '@infomin/tensor-program';
import type { Emit } from './emit.js';
import { typed } from './emit.js';
import { attributes, type Lowerings } from './lowering.js';

function filled(emit: Emit, node: Node, value: number): Value {
  const { shape, dtype } = node.outputs[0]!;
  if (sizeOf(shape) === 0) return emit.constant(typed(dtype, []), shape, dtype);
  return emit.expand(emit.scalar(value, dtype), shape);
}

export const createLowerings: Lowerings = {
  Constant: (emit, node) => {
    const { shape, dtype } = node.outputs[0]!;
    return emit.constant(attributes<{ data: Float32Array }>(node).data, shape, dtype);
  },
  Fill: (emit, node) => filled(emit, node, attributes<{ value: number }>(node).value),
  ZerosLike: (emit, node) => filled(emit, node, 0),
  OnesLike: (emit, node) => filled(emit, node, 1),
  Range: (emit, node) => {
    const { shape, dtype } = node.outputs[0]!;
    const { start, step } = attributes<{ start: number; step: number }>(node);
    const values = Array.from({ length: shape[0]! }, (_, i) => start + i * step);
    return emit.constant(typed(dtype, values), shape, dtype);
  },
  LinSpace: (emit, node) => {
    const { shape } = node.outputs[0]!;
    const { start, stop } = attributes<{ start: number; stop: number }>(node);
    const step = (stop - start) / Math.max(shape[0]! - 1, 1);
    return emit.floats(
      Array.from({ length: shape[0]! }, (_, i) => start + i * step),
      shape,
    );
  },
};
