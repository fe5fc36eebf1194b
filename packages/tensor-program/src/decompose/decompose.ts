import type { Builder } from '../ir/builder.js';
import type { Graph, Node, OpOf, Value } from '../ir/graph.js';
import { rewrite } from '../ir/rewrite.js';
import type { Core } from '../ops/core.js';
import type { Decomposition } from './decomposition.js';
import { elementwise } from './elementwise.js';
import { shape } from './shape.js';

const decompositions = { ...elementwise, ...shape };

/** Ops that a backend may lack. */
export type Decomposed = keyof typeof decompositions;
/** Ops that every backend has; each other one is written with these. */
export type Primitive = Exclude<OpOf<Core>, Decomposed>;

/** A graph in the ops that a backend has. */
export function decompose(graph: Graph<Core>, ops: ReadonlySet<string>): Graph<Core> {
  return rewrite(graph, (node, builder) => (ops.has(node.op) ? undefined : expand(node, builder)));
}

function expand(node: Node<Core>, builder: Builder<Core>): readonly Value[] {
  if (!(node.op in decompositions))
    throw new Error(`the backend has no ${node.op}, and there is nothing to make it of`);
  // The decomposition is of this op's nodes.
  const write = decompositions[node.op as Decomposed] as unknown as Decomposition<never>;
  return [write(builder, node as never)].flat();
}
