/** Types of a tensor's elements; the first three are those of tfjs. */
export type DType = 'float32' | 'int32' | 'bool' | 'int64' | 'uint8';

export type TypedData = Float32Array | Int32Array | BigInt64Array | Uint8Array;

export type Shape = readonly number[];

/** What is known of a tensor before anything is computed. */
export interface Type {
  readonly shape: Shape;
  readonly dtype: DType;
  /** Its elements, of a constant. */
  readonly data?: TypedData;
}

export function sizeOf(shape: Shape): number {
  return shape.reduce((size, dim) => size * dim, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The shape that two shapes broadcast to, as in NumPy; throws where they do not. */
export function broadcast(a: Shape, b: Shape): Shape {
  if (a.length === 0 || sameShape(a, b)) return b;
  if (b.length === 0) return a;
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [p, q] = [a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1];
    if (p !== q && p !== 1 && q !== 1) throw new Error(`[${a}] and [${b}] do not broadcast`);
    return p === 1 ? q : p;
  });
}

const short = { float32: 'f32', int32: 'i32', bool: 'bool', int64: 'i64', uint8: 'u8' } as const;

/** `f32[128,64]` */
export function formatType({ shape, dtype }: Type): string {
  return `${short[dtype]}[${shape.join(',')}]`;
}

/** Numbers as the data of a tensor of this type. */
export function typedData(dtype: DType, values: ArrayLike<number>): TypedData {
  switch (dtype) {
    case 'float32':
      return Float32Array.from(values);
    case 'int32':
      return Int32Array.from(values);
    case 'int64':
      return BigInt64Array.from(Array.from(values, BigInt));
    case 'bool':
    case 'uint8':
      return Uint8Array.from(values);
  }
}
