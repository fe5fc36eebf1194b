import type { Dialect } from '../ops/row.js';
import { type Builder, GraphBuilder } from './builder.js';
import type { Graph, Node, Value } from './graph.js';

/**
 * A graph with some nodes replaced. `visit` sees each node with its inputs already mapped to the new graph, and gives the
 * values that take the place of its outputs, or nothing to keep it. It may add nodes through the builder.
 */
export function rewrite<D extends Dialect>(
  graph: Graph<D>,
  visit: (node: Node<D>, builder: Builder<D>) => readonly Value[] | undefined,
): Graph<D> {
  return mapped(graph, graph.dialect, (node, builder) => {
    const results = visit(node, builder);
    if (!results) builder.keep(node);
    return results ?? node.outputs;
  });
}

/** A graph in another dialect: `visit` gives, for each node, the values that take the place of its outputs. */
export function translate<A extends Dialect, B extends Dialect>(
  graph: Graph<A>,
  dialect: B,
  visit: (node: Node<A>, builder: Builder<B>) => readonly Value[],
): Graph<B> {
  return mapped(graph, dialect, visit);
}

function mapped<A extends Dialect, B extends Dialect>(
  graph: Graph<A>,
  dialect: B,
  visit: (node: Node<A>, builder: GraphBuilder<B>) => readonly Value[],
): Graph<B> {
  const builder = new GraphBuilder(dialect);
  const replaced = new Map<Value, Value>();
  const map = (value: Value) => replaced.get(value) ?? value;
  for (const old of graph.nodes) {
    const inputs = old.inputs.map(map);
    const node = inputs.every((input, i) => input === old.inputs[i]) ? old : { ...old, inputs };
    const results = visit(node as Node<A>, builder);
    for (const [i, value] of node.outputs.entries()) {
      const result = results[i];
      if (!result)
        throw new Error(`rewriting ${node.op} gave ${results.length} of ${node.outputs.length} values`);
      if (result !== value) replaced.set(value, result);
    }
  }
  return {
    ...graph,
    dialect,
    nodes: builder.nodes,
    outputs: graph.outputs.map((output) => ({ ...output, value: map(output.value) })),
  };
}
