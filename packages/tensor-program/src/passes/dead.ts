import type { Graph, Node, Value } from '../ir/graph.js';
import type { Dialect } from '../ops/row.js';

/** Takes out nodes whose results nobody reads. Inputs stay: their numbering is the program's. */
export function removeDead<D extends Dialect>(graph: Graph<D>): Graph<D> {
  const read = new Set<Value>(graph.outputs.map((output) => output.value));
  const kept = graph.nodes.toReversed().filter((node: Node) => {
    if (!node.outputs.some((value) => read.has(value))) return false;
    for (const input of node.inputs) read.add(input);
    return true;
  });
  return { ...graph, nodes: kept.toReversed() };
}
