import type { Builder } from '../ir/builder.js';
import { type Graph, type Node, newValue, type OpOf, type Value } from '../ir/graph.js';
import { rewrite } from '../ir/rewrite.js';
import { type Core, core } from '../ops/core.js';
import { inferTypes } from '../ops/row.js';
import type { Decomposition } from './decomposition.js';
import { elementwise } from './elementwise.js';
import { shape } from './shape.js';

const decompositions = { ...elementwise, ...shape };

/** Ops that a backend may lack. */
export type Decomposed = keyof typeof decompositions;
/** Ops that every backend has. */
export type Primitive = Exclude<OpOf<Core>, Decomposed>;

/** A graph in the ops that a backend has: each other one is written with those. */
export function decompose(graph: Graph<Core>, ops: ReadonlySet<string>): Graph<Core> {
  return rewrite(graph, (node, builder) => (ops.has(node.op) ? undefined : expand(node, builder, ops)));
}

function expand(node: Node<Core>, builder: Builder<Core>, ops: ReadonlySet<string>): readonly Value[] {
  if (!(node.op in decompositions))
    throw new Error(`the backend has no ${node.op}, and there is nothing to make it of`);
  // The decomposition is of this op's nodes.
  const write = decompositions[node.op as Decomposed] as unknown as Decomposition<never>;
  return [write(new Expanding(builder, ops), node as never)].flat();
}

/** Decomposes what is added, as far as that is needed. */
class Expanding implements Builder<Core> {
  constructor(
    private readonly builder: Builder<Core>,
    private readonly ops: ReadonlySet<string>,
  ) {}

  add: Builder<Core>['add'] = (op, inputs, ...attrs) => this.addAll(op, inputs, ...attrs)[0]!;

  addAll: Builder<Core>['addAll'] = (op, inputs, ...[attrs]) => {
    if (this.ops.has(op)) return this.builder.addAll(op, inputs, ...([attrs] as never));
    const outputs = inferTypes(core.rows[op], inputs as readonly Value[], attrs ?? {}).map(newValue);
    const node = { op, inputs, attrs: attrs ?? {}, outputs } as unknown as Node<Core>;
    return expand(node, this.builder, this.ops);
  };

  producer(value: Value): Node<Core> | undefined {
    return this.builder.producer(value);
  }
}
