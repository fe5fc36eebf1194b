import type { DType, TypedData } from './type.js';

/** What an attribute can be, by the name of its kind. */
export interface Kinds {
  int: number;
  float: number;
  truth: boolean;
  text: string;
  dtype: DType;
  ints: readonly number[];
  pair: readonly [number, number];
  /** Top, left, bottom, right. */
  pads: readonly [number, number, number, number];
  /** For each axis how many elements before and after. */
  paddings: readonly (readonly [number, number])[];
  data: TypedData;
}

/** A kind, or the texts that an attribute is one of. */
export type Kind = keyof Kinds | readonly string[];
export type AttributeKinds = Readonly<Record<string, Kind>>;
export type None = Readonly<Record<never, never>>;

type OfKind<K> = K extends keyof Kinds ? Kinds[K] : K extends readonly (infer Text)[] ? Text : never;
export type AttributesOf<A extends AttributeKinds> = { readonly [N in keyof A]: OfKind<A[N]> };
export type Attribute = Kinds[keyof Kinds];
export type Attributes = Readonly<Record<string, Attribute>>;

const dtypes: ReadonlySet<unknown> = new Set<DType>(['float32', 'int32', 'bool', 'int64', 'uint8']);
const ints = (value: unknown, length?: number) =>
  Array.isArray(value) && (length ?? value.length) === value.length && value.every(Number.isInteger);

const tests: Readonly<Record<keyof Kinds, (value: unknown) => boolean>> = {
  int: Number.isInteger,
  float: (value) => typeof value === 'number',
  truth: (value) => typeof value === 'boolean',
  text: (value) => typeof value === 'string',
  dtype: (value) => dtypes.has(value),
  ints: (value) => ints(value),
  pair: (value) => ints(value, 2),
  pads: (value) => ints(value, 4),
  paddings: (value) => Array.isArray(value) && value.every((sides) => ints(sides, 2)),
  data: ArrayBuffer.isView,
};

/** What is wrong with a node's attributes, if anything is. */
export function attributeProblem(kinds: AttributeKinds, attrs: Readonly<Record<string, unknown>>) {
  for (const name in kinds) {
    const kind = kinds[name]!;
    const value = attrs[name];
    const fits = typeof kind === 'string' ? tests[kind](value) : kind.includes(value as string);
    if (fits) continue;
    if (value === undefined) return `lacks the attribute ${name}`;
    return `has the attribute ${name}=${JSON.stringify(value)}, which is not ${typeof kind === 'string' ? kind : kind.join(' or ')}`;
  }
  for (const name in attrs) if (!(name in kinds)) return `has an attribute ${name} that is not its own`;
  return undefined;
}
