import { isDeepStrictEqual } from 'node:util';
import { elementTypes } from './onnx/schema.js';

/** The parts of a decoded model that depend on its number of rows, or must not. */
export interface Model {
  graph: {
    node: { opType: string; input: string[]; output: string[] }[];
    input: ValueInfo[];
    output: ValueInfo[];
    initializer: Initializer[];
  };
  metadataProps: { key: string; value: string }[];
}

interface ValueInfo {
  name: string;
  type: { tensorType: { elemType: number; shape: { dim: Dimension[] } } };
}
type Dimension = { dimValue: unknown } | { dimParam: string };

interface Initializer {
  name: string;
  dims: unknown[];
  dataType: number;
  rawData: Uint8Array;
}

/** What a file calls a number of rows that is left open. */
export const ROWS = 'N';

/**
 * A model for any number of rows, from two that were traced with different ones: `undefined` unless they differ in nothing
 * but the first dimension of inputs and outputs and one number of each shape that a `Reshape` is given, which it can
 * work out by itself (−1).
 */
export function forAnyRows(one: Model, two: Model): Model | undefined {
  const [a, b] = [one.graph, two.graph];
  if (!isDeepStrictEqual(a.node, b.node) || a.initializer.length !== b.initializer.length) return undefined;
  const initializer: Initializer[] = [];
  for (const [i, constant] of a.initializer.entries()) {
    const open = openShape(constant, b.initializer[i]!, a.node);
    if (!open) return undefined;
    initializer.push(open);
  }
  const input = openRows(a.input, b.input);
  const output = openRows(a.output, b.output);
  return input && output && { ...one, graph: { ...a, initializer, input, output } };
}

/** The constant both have, or the shape that differs in one number with that number left open. */
function openShape(
  one: Initializer,
  two: Initializer,
  nodes: Model['graph']['node'],
): Initializer | undefined {
  if (isDeepStrictEqual(one, two)) return one;
  const isShape = nodes.every(
    ({ opType, input }) => !input.includes(one.name) || (opType === 'Reshape' && input[0] !== one.name),
  );
  if (!isShape || one.dataType !== elementTypes.int64 || !isDeepStrictEqual(one.dims, two.dims)) {
    return undefined;
  }
  const [shape, other] = [integersOf(one), integersOf(two)];
  const differing = [...shape.keys()].filter((i) => shape[i] !== other[i]);
  if (differing.length !== 1 || shape.includes(-1n)) return undefined;
  shape[differing[0]!] = -1n;
  return { ...one, rawData: new Uint8Array(shape.buffer) };
}

/** Copied, for bytes within a file need not lie where 64-bit numbers may. */
function integersOf({ rawData }: Initializer): BigInt64Array {
  return new BigInt64Array(Uint8Array.from(rawData).buffer);
}

function openRows(one: readonly ValueInfo[], two: readonly ValueInfo[]): ValueInfo[] | undefined {
  const open = (value: ValueInfo): ValueInfo => {
    const { elemType, shape } = value.type.tensorType;
    const dim = [{ dimParam: ROWS }, ...shape.dim.slice(1)];
    return { ...value, type: { tensorType: { elemType, shape: { dim } } } };
  };
  const opened = one.map(open);
  return isDeepStrictEqual(opened, two.map(open)) ? opened : undefined;
}
