import { sizeOf } from '../ops/type.js';
import type { Graph, Value } from './graph.js';

const bytesOf: Readonly<Record<Value['dtype'], number>> = {
  float32: 4,
  int32: 4,
  int64: 8,
  bool: 1,
  uint8: 1,
};

export interface MemoryNeed {
  /** The most that is held at once, inputs and constants included. */
  readonly bytes: number;
  /** The largest tensor. */
  readonly largest: Value | undefined;
}

/** Bytes of a tensor. */
export function valueBytes({ shape, dtype }: Value): number {
  return sizeOf(shape) * bytesOf[dtype];
}

/**
 * What running a graph node after node needs, each result being given back when it has been read for the last time. What
 * is computed in place counts twice while it is computed, so this is a little more than what is needed.
 */
export function memoryNeed(graph: Graph): MemoryNeed {
  const roots = new Map<Value, Value>();
  const root = (value: Value) => roots.get(value) ?? value;
  const lastRead = new Map<Value, number>();
  for (const [at, node] of graph.nodes.entries()) {
    if (graph.dialect.rows[node.op]!.view) roots.set(node.outputs[0], root(node.inputs[0]!));
    for (const input of node.inputs) lastRead.set(root(input), at);
  }
  const kept = new Set(graph.inputs.map(({ value }) => value));
  for (const { value } of graph.outputs) kept.add(root(value));
  let held = graph.inputs.reduce((sum, { value }) => sum + valueBytes(value), 0);
  let [bytes, largest] = [held, undefined as Value | undefined];
  for (const [at, node] of graph.nodes.entries()) {
    // What depends on nothing is there before and after a run.
    if (node.inputs.length === 0) kept.add(node.outputs[0]);
    for (const output of node.outputs) {
      if (root(output) !== output) continue;
      held += valueBytes(output);
      if (!largest || valueBytes(output) > valueBytes(largest)) largest = output;
    }
    bytes = Math.max(bytes, held);
    for (const value of new Set([...node.inputs, ...node.outputs].map(root))) {
      if (!kept.has(value) && (lastRead.get(value) ?? at) === at) held -= valueBytes(value);
    }
  }
  return { bytes, largest };
}
