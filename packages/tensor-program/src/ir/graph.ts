import type { RandomDraw } from '@infomin/plugin';
import type { AttributesOf } from '../ops/attributes.js';
import type { Dialect, Each, Row } from '../ops/row.js';
import type { Type } from '../ops/type.js';

/** The result of one node, or an input. Immutable and compared by identity. */
export interface Value extends Type {
  readonly id: number;
}

export type OpOf<D extends Dialect> = keyof D['rows'] & string;
type KindsOf<R extends Row> = NonNullable<R['attrs']>;
export type InputsOf<D extends Dialect, K extends OpOf<D>> = Each<D['rows'][K]['inputs'], Value>;
export type AttributesOfOp<D extends Dialect, K extends OpOf<D>> = AttributesOf<KindsOf<D['rows'][K]>>;

/** One operation of a dialect, with inputs and attributes as its row says. */
export interface NodeOf<D extends Dialect, K extends OpOf<D>> {
  readonly op: K;
  readonly inputs: InputsOf<D, K>;
  readonly attrs: AttributesOfOp<D, K>;
  readonly outputs: readonly [Value, ...Value[]];
}

export type Node<D extends Dialect = Dialect> = { [K in OpOf<D>]: NodeOf<D, K> }[OpOf<D>];

/** Where an input's values come from when the program runs. */
export type InputSource =
  | { readonly kind: 'state'; readonly name: string }
  | { readonly kind: 'input'; readonly name: string }
  /** `ranks`: a rank makes its own rows, its share of the draw. */
  | { readonly kind: 'random'; readonly draw: RandomDraw; readonly ranks?: number };

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
export interface Graph<D extends Dialect = Dialect> {
  readonly name: string;
  readonly dialect: D;
  readonly inputs: readonly GraphInput[];
  readonly nodes: readonly Node<D>[];
  readonly outputs: readonly GraphOutput[];
}

let nextId = 0;

export function newValue({ shape, dtype, data }: Type): Value {
  return { id: nextId++, shape: [...shape], dtype, ...(data && { data }) };
}

/** How often each value is read, by nodes or as an output of the graph. */
export function useCounts(graph: Graph): Map<Value, number> {
  const counts = new Map<Value, number>();
  const count = (value: Value) => counts.set(value, (counts.get(value) ?? 0) + 1);
  for (const node of graph.nodes) node.inputs.forEach(count);
  for (const output of graph.outputs) count(output.value);
  return counts;
}
