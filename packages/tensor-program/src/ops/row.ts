import type { AttributeKinds, AttributesOf, None } from './attributes.js';
import type { Type } from './type.js';

/** Names of inputs; `'list'` where there may be any number. */
export type InputNames = readonly string[] | 'list';
/** A `T` for each input. */
export type Each<I extends InputNames, T> = I extends readonly string[]
  ? { readonly [N in keyof I]: T }
  : readonly T[];

/** What passes, checks and backends may make use of, in place of lists of names. */
export interface Traits {
  /** Each element of the result comes of the elements at its place in the inputs, which broadcast as in NumPy. */
  readonly elementwise?: true;
  /** Operands may be exchanged. */
  readonly commutative?: true;
  /** The number that changes nothing as second operand. */
  readonly neutral?: number;
  /** The result's element where each input is one number everywhere. */
  readonly compute?: (...numbers: number[]) => number;
  /** The result has elements of the first input and no others: moved, repeated or left out. */
  readonly rearranges?: true;
  /** The result is the first input's memory under another shape. */
  readonly view?: true;
  /** How elements along the attribute `axes` are made one. */
  readonly reduces?: 'sum' | 'mean' | 'product' | 'maximum' | 'minimum' | 'all' | 'any';
  /**
   * What the result is linear in, if each element is a sum of products: all inputs together, each while the others stay, or the
   * first.
   */
  readonly linear?: 'jointly' | 'each' | 'first';
  /**
   * Inputs `of` have a row for each of a batch along the first axis, and so has the result, which is computed row by row; or it
   * `sums` over them.
   */
  readonly batch?: { readonly of: readonly number[]; readonly sums?: true };
  /** Of a convolution and its gradients: which of first input (0), second input (1) and result (2) is what. */
  readonly convolution?: Readonly<Record<'image' | 'filter' | 'result', 0 | 1 | 2>>;
  /** A list of results, even of one. */
  readonly several?: true;
}

/** All there is to know of an op. */
export interface Row<
  I extends InputNames = InputNames,
  A extends AttributeKinds = AttributeKinds,
  K extends object = object,
> extends Traits {
  readonly inputs: I;
  readonly attrs?: A;
  /** Types of the results, from inputs and attributes alone; throws where there are none. */
  infer(inputs: Each<I, Type>, attrs: AttributesOf<NoInfer<A>>): Type | readonly Type[];
  /** Whether it hands its first input on, given that the result is of the same type. */
  identity?(attrs: AttributesOf<NoInfer<A>>, inputs: Each<I, Type>): boolean;
  /**
   * Attributes from those of the tfjs kernel of this name: normalised, so that nobody else reads `'same'` or a negative
   * axis. Left out where there are none.
   */
  record?(kernel: K, inputs: Each<I, Type>): AttributesOf<NoInfer<A>>;
}

export type Rows = Readonly<Record<string, Row>>;

/** A row, with the types of its inputs and attributes. */
export function op<
  const I extends InputNames,
  const A extends AttributeKinds = None,
  K extends object = object,
>(row: Row<I, A, K>): Row<I, A, K> {
  return row;
}

/** The same row for several ops. */
export function rows<const N extends string, R extends Row>(
  names: readonly N[],
  row: R,
): Readonly<Record<N, R>> {
  return Object.fromEntries(names.map((name) => [name, row])) as Readonly<Record<N, R>>;
}

/** A set of ops that belong together: what a graph's nodes can be. */
export interface Dialect {
  readonly name: string;
  readonly rows: Rows;
}

/** Types of a node's results. Throws, with the reason, where a row does not allow such a node. */
export function inferTypes(
  row: Row,
  inputs: readonly Type[],
  attrs: Readonly<Record<string, unknown>>,
): readonly Type[] {
  const results = row.infer(inputs, attrs as never);
  return Array.isArray(results) ? results : [results as Type];
}
