import type { Core, Decomposed, Node, NodeOf, OpOf, Primitive, Ranked } from '@infomin/tensor-program';
import type { Writer } from './writer.js';

/** Writes a node as Python: an expression for each of its results. */
export type Lowering<K extends OpOf<Core>> = (
  writer: Writer,
  node: NodeOf<Core, K>,
) => string | readonly string[];

export type AnyLowering = (writer: Writer, node: Node<Ranked>) => string | readonly string[];

/** Every primitive op has a lowering; others may have. */
export type Lowerings = { readonly [K in Primitive]: Lowering<K> } & {
  readonly [K in Decomposed]?: Lowering<K>;
};
export type SomeLowerings = { readonly [K in OpOf<Core>]?: Lowering<K> };
