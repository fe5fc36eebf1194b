import type { Graph, Value } from '../ir/graph.js';

/** Takes out nodes whose results nobody reads. Inputs stay: their numbering is the program's. */
export function removeDead(graph: Graph): Graph {
  const read = new Set<Value>(graph.outputs.map((output) => output.value));
  const kept = graph.nodes.toReversed().filter((node) => {
    if (!node.outputs.some((value) => read.has(value))) return false;
    for (const input of node.inputs) read.add(input);
    return true;
  });
  return { ...graph, nodes: kept.toReversed() };
}
