import type { Node, Value } from '@infomin/tensor-program';
import type { Emit } from './emit.js';

/** Writes a traced node as ONNX operators; inputs are lowered already, types are those of the trace. */
export type Lowering = (emit: Emit, node: Node) => Value | readonly Value[];
export type Lowerings = Readonly<Record<string, Lowering>>;

/** Attributes of a node whose kernel's trace gave them these types. */
export function attributes<T>(node: Node): T {
  return node.attrs as unknown as T;
}
