import type { RandomDraw } from '@infomin/plugin';

/** Types of tensors in a graph; the first three are those of tfjs. */
export type DType = 'float32' | 'int32' | 'bool' | 'int64' | 'uint8';

export type TypedData = Float32Array | Int32Array | BigInt64Array | Uint8Array;

/** The result of one node, or an input. Immutable and compared by identity. */
export interface Value {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

export type Attribute =
  | number
  | string
  | boolean
  | undefined
  | null
  | TypedData
  | readonly number[]
  | readonly (readonly number[])[];
export type Attributes = Readonly<Record<string, Attribute>>;

/**
 * One operation. In a traced graph `op` is the name of a tfjs kernel and the attributes are the kernel's; in a lowered
 * graph it is an ONNX operator, with its domain in front where it is not the default one: `com.microsoft:FusedMatMul`.
 */
export interface Node {
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly attrs: Attributes;
  readonly outputs: readonly Value[];
}

/** Where an input's values come from when the program runs. */
export type InputSource =
  | { readonly kind: 'state'; readonly name: string }
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'random'; readonly draw: RandomDraw };

export interface GraphInput {
  readonly value: Value;
  readonly source: InputSource;
}

export interface GraphOutput {
  readonly kind: 'state' | 'output';
  readonly name: string;
  readonly value: Value;
}

/** A program: nodes in an order in which each comes after what it reads. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly GraphInput[];
  readonly nodes: readonly Node[];
  readonly outputs: readonly GraphOutput[];
}

let nextId = 0;

export function newValue(shape: readonly number[], dtype: DType): Value {
  return { id: nextId++, shape: [...shape], dtype };
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dim) => size * dim, 1);
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((dim, i) => dim === b[i]);
}

/** The node that makes each value. */
export function producers(graph: Graph): Map<Value, Node> {
  const made = new Map<Value, Node>();
  for (const node of graph.nodes) for (const value of node.outputs) made.set(value, node);
  return made;
}

/** How often each value is read, by nodes or as an output of the graph. */
export function useCounts(graph: Graph): Map<Value, number> {
  const counts = new Map<Value, number>();
  const count = (value: Value) => counts.set(value, (counts.get(value) ?? 0) + 1);
  for (const node of graph.nodes) node.inputs.forEach(count);
  for (const output of graph.outputs) count(output.value);
  return counts;
}
