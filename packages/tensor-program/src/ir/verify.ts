import { attributeProblem } from '../ops/attributes.js';
import { type Dialect, inferTypes } from '../ops/row.js';
import { formatType, sameShape } from '../ops/type.js';
import type { Graph, Node, Value } from './graph.js';

/** What is held of every graph: {@link verify}, or that with something around it. */
export type Check = (graph: Graph, after: string) => void;

/**
 * {@link verify} for graphs that come of each other: a node, which never changes, is looked at once, since passes keep most
 * nodes as they are.
 */
export function verifier(): Check {
  const legal = new Map<Node, Dialect>();
  return (graph, after) => verify(graph, after, legal);
}

/**
 * Throws where a graph is not legal: a value that is read before it is made, or made twice; an output that nobody makes;
 * a node that its dialect has no row for, or whose inputs, attributes or types of results are not as the row says. Runs
 * after the trace and after every pass; `after` names what ran.
 */
export function verify(graph: Graph, after: string, legal = new Map<Node, Dialect>()): void {
  const known = new Set<Value>();
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
    if (legal.get(node) === graph.dialect) continue;
    const problem = problemOf(node, graph.dialect);
    if (problem) fail(`node ${at} ${node.op} ${problem}`);
    legal.set(node, graph.dialect);
  }
  for (const output of graph.outputs) {
    if (!known.has(output.value)) fail(`nothing makes the ${output.kind} ${output.name}`);
  }
}

/** Why a dialect does not allow a node. */
function problemOf({ op, inputs, attrs, outputs }: Node, { name, rows }: Dialect): string | undefined {
  const row = rows[op];
  if (!row) return `is no op of the dialect ${name}`;
  if (row.inputs !== 'list' && row.inputs.length !== inputs.length) {
    return `has ${inputs.length} inputs instead of ${row.inputs.length}`;
  }
  const problem = attributeProblem(row.attrs ?? {}, attrs);
  if (problem) return problem;
  try {
    const inferred = inferTypes(row, inputs, attrs);
    const wrong = inferred.findIndex((type, i) => {
      const output = outputs[i];
      return (
        output?.dtype !== type.dtype || !sameShape(output.shape, type.shape) || output.data !== type.data
      );
    });
    if (wrong < 0 && inferred.length === outputs.length) return undefined;
    const list = (types: typeof inferred) => types.map(formatType).join(', ');
    return `makes ${list(outputs)} of ${list(inputs)} instead of ${list(inferred)}`;
  } catch (error) {
    return `cannot be: ${(error as Error).message}`;
  }
}
