import { formatType, type HostTensor, Random, rowShape, type Type } from '@infomin/plugin';

/** Rows of a random variable: their type, and their values as a tensor `[N, …row]`. */
export interface Rows {
  readonly type: Type;
  readonly tensor: HostTensor;
}

/** A list of rows, each a number or nested lists of them; or how many to draw. */
export type RowValues = number | readonly RowValue[];
type RowValue = number | readonly RowValue[];

/**
 * Small data for a test: given values, or a number of rows to draw. Drawn images and clips are uniform in [0, 1), vectors
 * and points normal, classes uniform; another `stream` draws other values. Throws where the values are not rows of the type.
 *
 * @example
 * rows(vector(2), [[3, 0], [0, 1]]);
 * rows(image(28, 28, 1), 16);
 * rows(classOf(10), [7, 2, 1]);
 */
export function rows(type: Type, values: RowValues, stream = 'rows'): Rows {
  const row = rowShape(type);
  const rowSize = row.reduce((size, dim) => size * dim, 1);
  const count = typeof values === 'number' ? values : values.length;
  const given = typeof values === 'number' ? drawn(type, count * rowSize, stream) : flat(values);
  if (given.length !== count * rowSize) {
    throw new Error(`${given.length} numbers are not ${count} rows of ${formatType(type)}`);
  }
  const shape = [count, ...row];
  const tensor: HostTensor =
    type.kind === 'Class'
      ? { dtype: 'int32', shape, data: Int32Array.from(given) }
      : { dtype: 'float32', shape, data: Float32Array.from(given) };
  return { type, tensor };
}

function drawn(type: Type, size: number, stream: string): ArrayLike<number> {
  const random = Random.of(0, stream);
  const values = new Float32Array(size);
  if (type.kind === 'Class') return values.map(() => random.int(Number(type.dims[0])));
  return type.kind === 'Image' || type.kind === 'Clip'
    ? random.fillUniform(values)
    : random.fillNormal(values);
}

function flat(values: readonly RowValue[]): number[] {
  return values.flatMap((value) => (typeof value === 'number' ? [value] : flat(value)));
}
