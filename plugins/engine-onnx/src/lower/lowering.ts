import type { Core, Decomposed, Node, NodeOf, OpOf, Primitive, Value } from '@infomin/tensor-program';
import type { Emit } from './emit.js';

/** Writes a traced node as ONNX operators; inputs are lowered already. */
export type Lowering<K extends OpOf<Core>> = (emit: Emit, node: NodeOf<Core, K>) => Value | readonly Value[];

export type AnyLowering = (emit: Emit, node: Node<Core>) => Value | readonly Value[];

/** Every primitive op has a lowering; others may have. */
export type Lowerings = { readonly [K in Primitive]: Lowering<K> } & {
  readonly [K in Decomposed]?: Lowering<K>;
};
export type SomeLowerings = { readonly [K in OpOf<Core>]?: Lowering<K> };
