import { attributeProblem } from '../ops/attributes.js';
import { type Dialect, inferTypes } from '../ops/row.js';
import { formatType, sameShape, type Type } from '../ops/type.js';
import { type Node, newValue, type Value } from './graph.js';

/** Nodes, which never change, by the dialect that allows them: each is looked at once, since passes keep most as they are. */
const legal = new WeakMap<Node, Dialect>();

/** A new node, its results' types inferred. Throws, with the reason, where its dialect does not allow it. */
export function newNode(op: string, inputs: readonly Value[], attrs: Attrs, dialect: Dialect): Node {
  const outputs = typesOf(op, inputs, attrs, dialect).map(newValue);
  const node = { op, inputs, attrs, outputs } as unknown as Node;
  legal.set(node, dialect);
  return node;
}

/** Why a dialect does not allow a node. */
export function problemOf(node: Node, dialect: Dialect): string | undefined {
  if (legal.get(node) === dialect) return undefined;
  const { op, inputs, attrs, outputs } = node;
  try {
    const inferred = typesOf(op, inputs, attrs, dialect);
    if (inferred.length !== outputs.length || !inferred.every((type, i) => same(type, outputs[i]!))) {
      const list = (types: readonly Type[]) => types.map(formatType).join(', ');
      return `makes ${list(outputs)} of ${list(inputs)} instead of ${list(inferred)}`;
    }
  } catch (error) {
    return (error as Error).message;
  }
  legal.set(node, dialect);
  return undefined;
}

type Attrs = Readonly<Record<string, unknown>>;

/** Types of a node's results, as its dialect has them of its inputs and attributes. */
function typesOf(op: string, inputs: readonly Value[], attrs: Attrs, { name, rows }: Dialect) {
  const row = rows[op];
  if (!row) throw new Error(`is no op of the dialect ${name}`);
  if (row.inputs !== 'list' && row.inputs.length !== inputs.length) {
    throw new Error(`has ${inputs.length} inputs instead of ${row.inputs.length}`);
  }
  const problem = attributeProblem(row.attrs ?? {}, attrs);
  if (problem) throw new Error(problem);
  try {
    return inferTypes(row, inputs, attrs);
  } catch (error) {
    throw new Error(`cannot be: ${(error as Error).message}`, { cause: error });
  }
}

function same(a: Type, b: Type): boolean {
  return a.dtype === b.dtype && a.data === b.data && sameShape(a.shape, b.shape);
}
