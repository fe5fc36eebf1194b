import type { Dialect } from '../ops/row.js';
import type { AttributesOfOp, InputsOf, Node, OpOf, Value } from './graph.js';
import { newNode } from './legality.js';

/** Attributes, which may be left out where an op has none. */
type Given<A> = keyof A extends never ? [attrs?: A] : [attrs: A];

/** Adds nodes to a graph that is being written; types of results are inferred. */
export interface Builder<D extends Dialect> {
  /** The first result of a new node. */
  add<K extends OpOf<D>>(op: K, inputs: InputsOf<D, K>, ...attrs: Given<AttributesOfOp<D, K>>): Value;
  /** All its results. */
  addAll<K extends OpOf<D>>(
    op: K,
    inputs: InputsOf<D, K>,
    ...attrs: Given<AttributesOfOp<D, K>>
  ): readonly Value[];
  /** The node that makes a value of the new graph; nothing for an input. */
  producer(value: Value): Node<D> | undefined;
}

/** A builder that also takes nodes as they are. */
export class GraphBuilder<D extends Dialect> implements Builder<D> {
  readonly nodes: Node<D>[] = [];
  private readonly made = new Map<Value, Node<D>>();

  constructor(private readonly dialect: D) {}

  add<K extends OpOf<D>>(op: K, inputs: InputsOf<D, K>, ...attrs: Given<AttributesOfOp<D, K>>): Value {
    return this.addAll(op, inputs, ...attrs)[0]!;
  }

  addAll<K extends OpOf<D>>(
    op: K,
    inputs: InputsOf<D, K>,
    ...[attrs]: Given<AttributesOfOp<D, K>>
  ): readonly Value[] {
    const node = this.create(op, inputs as readonly Value[], attrs ?? {});
    this.keep(node);
    return node.outputs;
  }

  producer(value: Value): Node<D> | undefined {
    return this.made.get(value);
  }

  keep(node: Node<D>): void {
    this.nodes.push(node);
    for (const value of node.outputs) this.made.set(value, node);
  }

  private create(op: string, inputs: readonly Value[], attrs: object) {
    try {
      return newNode(op, inputs, attrs as Readonly<Record<string, unknown>>, this.dialect) as Node<D>;
    } catch (error) {
      throw new Error(`${op} ${(error as Error).message}`, { cause: error });
    }
  }
}
