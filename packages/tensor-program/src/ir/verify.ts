import { type Graph, sizeOf, type Value } from './graph.js';
import { formatValueType } from './print.js';

/** Ops whose result has as many elements as their first input. */
const keepsSize = new Set(['Identity', 'Reshape', 'Transpose', 'Cast', 'Reverse']);
/** Ops whose inputs broadcast against each other to the shape of the result. */
const broadcasts = new Set([
  ...[
    'Add',
    'Sub',
    'Multiply',
    'Mul',
    'RealDiv',
    'Div',
    'Maximum',
    'Minimum',
    'SquaredDifference',
    'Pow',
    'Where',
  ],
  ...[
    'Equal',
    'NotEqual',
    'Greater',
    'GreaterEqual',
    'Less',
    'LessEqual',
    'LogicalAnd',
    'LogicalOr',
    'And',
    'Or',
  ],
]);

function broadcastsTo(from: readonly number[], to: readonly number[]): boolean {
  if (from.length > to.length) return false;
  return from.every((dim, i) => dim === 1 || dim === to[to.length - from.length + i]);
}

/**
 * Throws where a graph is not legal: a value read before it is made, made twice, or of impossible shape; outputs that
 * nobody makes; results that cannot have the shape they claim. Runs between passes in tests and under `--verify`.
 */
export function verify(graph: Graph, after = 'trace'): void {
  const known = new Set<Value>();
  const fail = (what: string): never => {
    throw new Error(`after ${after}, the graph of ${graph.name} is not legal: ${what}`);
  };
  const define = (value: Value, by: string) => {
    if (known.has(value)) fail(`${by} makes a value that is already there`);
    if (!value.shape.every((dim) => Number.isInteger(dim) && dim >= 0)) {
      fail(`${by} has the shape [${value.shape}]`);
    }
    known.add(value);
  };
  for (const input of graph.inputs) define(input.value, `input ${JSON.stringify(input.source)}`);
  for (const [at, node] of graph.nodes.entries()) {
    const where = `node ${at} ${node.op}`;
    for (const input of node.inputs) {
      if (!known.has(input)) fail(`${where} reads ${formatValueType(input)} before it is made`);
    }
    if (node.outputs.length === 0) fail(`${where} makes nothing`);
    const out = node.outputs[0]!;
    const first = node.inputs[0];
    if (first && keepsSize.has(node.op) && sizeOf(first.shape) !== sizeOf(out.shape)) {
      fail(`${where} makes ${formatValueType(out)} of ${formatValueType(first)}`);
    }
    if (broadcasts.has(node.op)) {
      for (const input of node.inputs) {
        if (!broadcastsTo(input.shape, out.shape)) {
          fail(`${where} broadcasts ${formatValueType(input)} to ${formatValueType(out)}`);
        }
      }
    }
    for (const value of node.outputs) define(value, where);
  }
  for (const output of graph.outputs) {
    if (!known.has(output.value)) fail(`nothing makes the ${output.kind} ${output.name}`);
  }
}
