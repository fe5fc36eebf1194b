import { attributeProblem } from '../ops/attributes.js';
import { type Dialect, inferTypes } from '../ops/row.js';
import { formatType, sameShape } from '../ops/type.js';
import type { Graph, Node, Value } from './graph.js';

/** What is held of every graph: {@link verify}, or that with something around it. */
export type Check = (graph: Graph, after: string) => void;

/** Nodes, which never change, that were found legal, with their dialects: passes keep most nodes as they are. */
const legal = new WeakMap<Node, Dialect>();

/**
 * Throws where a graph is not legal: a value that is read before it is made, or made twice; an output that nobody makes;
 * a node that its dialect has no row for, or whose inputs, attributes or types of results are not as the row says. Runs
 * after the trace and after every pass; `after` names what ran.
 */
export function verify(graph: Graph, after: string): void {
  const known = new Set<Value>();
  const fail = (what: string): never => {
    throw new Error(`after ${after}, the graph of ${graph.name} is not legal: ${what}`);
  };
  const define = (value: Value, by: string) => {
    if (known.has(value)) fail(`${by} makes a value that is already there`);
    known.add(value);
  };
  for (const { value, source } of graph.inputs) {
    const impossible = value.shape.some((dim) => !Number.isInteger(dim) || dim < 0);
    if (impossible) fail(`input ${JSON.stringify(source)} has the shape [${value.shape}]`);
    define(value, `input ${JSON.stringify(source)}`);
  }
  for (let at = 0; at < graph.nodes.length; at++) {
    const node: Node = graph.nodes[at]!;
    for (const input of node.inputs) {
      if (!known.has(input)) fail(`node ${at} ${node.op} reads ${formatType(input)} before it is made`);
    }
    for (const value of node.outputs) define(value, node.op);
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
