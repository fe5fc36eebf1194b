/**
 * Types of the infomin language: what one row of a random variable looks like, before any tensor exists.
 *
 * | type | a row is | as a tensor of a batch of N rows |
 * | --- | --- | --- |
 * | `Image[H, W, C]` | an image, values in [0, 1] unless a colour space says otherwise | `[N, H, W, C]` float |
 * | `Clip[T, H, W, C]` | T frames | `[N, T, H, W, C]` float |
 * | `Vector[D]` | a vector | `[N, D]` float |
 * | `Class[n]` | a class index in 0..n | `[N]` int |
 * | `Point[2]` | coordinates, in pixels | `[N, 2]` float |
 * | `Scalar` | a number | `[N]` float as a column, `[]` as a term of an objective |
 */

/** A size, or `'?'` where only the data knows it. */
export type Dim = number | '?';

/** Spaces that the colours of an image may be written in, and the values they take. */
export const colorSpaces = {
  RGB: { unit: true },
  YDbDr: { unit: false },
  YCbCr: { unit: true },
  Lab: { unit: false },
  HSV: { unit: true },
} as const satisfies Record<string, { /** All in [0, 1]. */ readonly unit: boolean }>;
export type ColorSpace = keyof typeof colorSpaces;

export const typeKinds = ['Image', 'Clip', 'Vector', 'Class', 'Point', 'Scalar'] as const;
export type TypeKind = (typeof typeKinds)[number];

/** A type: its kind and its dimensions in the order they are written. JSON-friendly. */
export interface Type {
  readonly kind: TypeKind;
  readonly dims: readonly Dim[];
  /**
   * Of images and clips: what their values are. Of a column that leaves it out: grey or RGB, in [0, 1]. Of the result of a
   * view or a model that leaves it out: what they are in its input. `'?'`: numbers of any kind.
   */
  readonly space?: ColorSpace | '?';
}

/** How many dimensions each kind is written with. */
export const rankOf: Readonly<Record<TypeKind, number>> = {
  Image: 3,
  Clip: 4,
  Vector: 1,
  Class: 1,
  Point: 1,
  Scalar: 0,
};

export const image = (height: Dim, width: Dim, channels: Dim): Type => ({
  kind: 'Image',
  dims: [height, width, channels],
});
export const clip = (frames: Dim, height: Dim, width: Dim, channels: Dim): Type => ({
  kind: 'Clip',
  dims: [frames, height, width, channels],
});
export const vector = (size: Dim): Type => ({ kind: 'Vector', dims: [size] });
export const classOf = (classes: Dim): Type => ({ kind: 'Class', dims: [classes] });
export const point = (size: Dim = 2): Type => ({ kind: 'Point', dims: [size] });
export const scalar: Type = { kind: 'Scalar', dims: [] };

/** `Image[28, 28, 1]`, `Image[64, 64, 3] .YDbDr`; of RGB and grey images the space goes without saying. */
export function formatType(type: Type | readonly Type[]): string {
  if (isTypeList(type)) return `(${type.map(formatType).join(', ')})`;
  const space = spaceOf(type) === 'RGB' ? '' : ` .${type.space}`;
  return type.dims.length > 0 ? `${type.kind}[${type.dims.join(', ')}]${space}` : type.kind;
}

/** The colour space of an image or a clip; grey images count as RGB. */
export function spaceOf({ space }: Type): ColorSpace | '?' {
  return space ?? 'RGB';
}

/** Whether types have the same kind and sizes, in whatever colour space. */
export function sameShape(a: Type, b: Type): boolean {
  return a.kind === b.kind && a.dims.length === b.dims.length && a.dims.every((dim, i) => dim === b.dims[i]);
}

export function sameType(a: Type, b: Type): boolean {
  return sameShape(a, b) && spaceOf(a) === spaceOf(b);
}

/** Whether a value of type `actual` may stand where `expected` is written; `?` in `expected` takes any size, any space. */
export function fits(actual: Type, expected: Type): boolean {
  return (
    actual.kind === expected.kind &&
    actual.dims.length === expected.dims.length &&
    expected.dims.every((dim, i) => dim === '?' || dim === actual.dims[i]) &&
    (expected.space === '?' || spaceOf(actual) === spaceOf(expected))
  );
}

/** Whether some size is left open (`?`). */
export function isOpen(type: Type): boolean {
  return type.dims.includes('?');
}

export function isTypeList(type: Type | readonly Type[]): type is readonly Type[] {
  return Array.isArray(type);
}

/** The shape of one row as a tensor: a class index and a scalar are `[]`. Throws where a size is open. */
export function rowShape(type: Type): number[] {
  if (type.kind === 'Class' || type.kind === 'Scalar') return [];
  return type.dims.map((dim) => {
    if (dim === '?') throw new Error(`${formatType(type)} has an open size`);
    return dim;
  });
}

/** What a signature answers instead of a type when the file is wrong: told to the user at the place that caused it. */
export interface Problem {
  readonly problem: string;
  /** What to do about it, as a sentence. */
  readonly suggestion?: string;
  /** The parameter to blame, if it is one; else the whole call is. */
  readonly parameter?: string;
}

export function problem(message: string, more: Omit<Problem, 'problem'> = {}): Problem {
  return { problem: message, ...more };
}

export function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'problem' in value;
}
