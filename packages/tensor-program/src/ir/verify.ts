import { formatType } from '../ops/type.js';
import type { Graph, Node, Value } from './graph.js';
import { problemOf } from './legality.js';

/** What is held of every graph: {@link verify}, or that with something around it. */
export type Check = (graph: Graph, after: string) => void;

/**
 * Throws where a graph is not legal: a value that is read before it is made, or made twice; an output that nobody makes;
 * a node that its dialect has no row for, or whose inputs, attributes or types of results are not as the row says. Runs
 * after the trace and after every pass; `after` names what ran.
 */
export function verify(graph: Graph, after: string): void {
  const known = valuesOf(graph);
  const fail = (what: string): never => {
    throw new Error(`after ${after}, the graph of ${graph.name} is not legal: ${what}`);
  };
  for (const { value, source } of graph.inputs) {
    const input = () => `input ${JSON.stringify(source)}`;
    if (known.has(value)) fail(`${input()} is already there`);
    if (value.shape.some((dim) => !Number.isInteger(dim) || dim < 0)) {
      fail(`${input()} has the shape [${value.shape}]`);
    }
    known.add(value);
  }
  for (let at = 0; at < graph.nodes.length; at++) {
    const node: Node = graph.nodes[at]!;
    for (const input of node.inputs) {
      if (!known.has(input)) fail(`node ${at} ${node.op} reads ${formatType(input)} before it is made`);
    }
    for (const value of node.outputs) {
      if (known.has(value)) fail(`node ${at} ${node.op} makes a value that is already there`);
      known.add(value);
    }
    const problem = problemOf(node, graph.dialect);
    if (problem) fail(`node ${at} ${node.op} ${problem}`);
  }
  for (const output of graph.outputs) {
    if (!known.has(output.value)) fail(`nothing makes the ${output.kind} ${output.name}`);
  }
}

/** An empty set of a graph's values: as an array over their ids, which costs a fraction of a `Set` of objects. */
function valuesOf({ inputs, nodes }: Graph) {
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  const count = ({ id }: Value) => {
    if (id < first) first = id;
    if (id > last) last = id;
  };
  for (const { value } of inputs) count(value);
  for (const node of nodes) node.outputs.forEach(count);
  const made = new Array<Value | undefined>(Math.max(0, last - first + 1));
  return {
    has: (value: Value) => made[value.id - first] === value,
    add: (value: Value) => {
      made[value.id - first] = value;
    },
  };
}
