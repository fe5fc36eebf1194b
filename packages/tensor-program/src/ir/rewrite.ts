import { type Attributes, type DType, type Graph, type Node, newValue, type Value } from './graph.js';

/** Adds nodes to the graph that is being written. */
export interface Builder {
  /** A node with one result. */
  add(op: string, inputs: readonly Value[], attrs: Attributes, shape: readonly number[], dtype: DType): Value;
  addNode(node: Node): void;
  /** The node that makes a value of the new graph; nothing for an input. */
  producer(value: Value): Node | undefined;
}

export function createBuilder(): Builder & { readonly nodes: readonly Node[] } {
  const nodes: Node[] = [];
  const made = new Map<Value, Node>();
  const builder = {
    nodes,
    add(op: string, inputs: readonly Value[], attrs: Attributes, shape: readonly number[], dtype: DType) {
      const value = newValue(shape, dtype);
      builder.addNode({ op, inputs, attrs, outputs: [value] });
      return value;
    },
    addNode(node: Node) {
      nodes.push(node);
      for (const value of node.outputs) made.set(value, node);
    },
    producer: (value: Value) => made.get(value),
  };
  return builder;
}

/**
 * A graph with some nodes replaced. `visit` sees each node with its inputs already mapped to the new graph, and gives the
 * values that take the place of its outputs, or nothing to keep it. It may add nodes through the builder.
 */
export function rewrite(
  graph: Graph,
  visit: (node: Node, builder: Builder) => readonly Value[] | undefined,
): Graph {
  const builder = createBuilder();
  const replaced = new Map<Value, Value>();
  const map = (value: Value) => replaced.get(value) ?? value;
  for (const old of graph.nodes) {
    const inputs = old.inputs.map(map);
    const node = inputs.every((input, i) => input === old.inputs[i]) ? old : { ...old, inputs };
    const results = visit(node, builder);
    if (!results) {
      builder.addNode(node);
      continue;
    }
    for (const [i, value] of node.outputs.entries()) {
      const result = results[i];
      if (!result)
        throw new Error(`rewriting ${node.op} gave ${results.length} of ${node.outputs.length} values`);
      replaced.set(value, result);
    }
  }
  return {
    ...graph,
    nodes: builder.nodes,
    outputs: graph.outputs.map((output) => ({ ...output, value: map(output.value) })),
  };
}
