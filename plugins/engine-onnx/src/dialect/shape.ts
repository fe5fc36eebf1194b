import { broadcast, op, sameShape, sizeOf, type Type } from '@infomin/tensor-program';

/** The elements of an input that has to be a constant. */
export function numbersOf(what: string, type: Type | undefined): readonly number[] {
  if (!type?.data) throw new Error(`its ${what} are not constant`);
  return Array.from(type.data as ArrayLike<number | bigint>, Number);
}

export const shape = {
  Constant: op({
    inputs: [],
    attrs: { data: 'data', shape: 'ints', dtype: 'dtype' },
    infer: (_, { data, shape, dtype }) => {
      if (data.length !== sizeOf(shape)) throw new Error(`${data.length} numbers are not [${shape}]`);
      return { shape, dtype, data };
    },
  }),
  Identity: op({ inputs: ['x'], view: true, infer: ([{ shape, dtype }]) => ({ shape, dtype }) }),
  Reshape: op({
    inputs: ['x', 'shape'],
    attrs: { allowzero: 'int' },
    view: true,
    infer: ([x, to]) => {
      const shape = numbersOf('dimensions', to);
      if (sizeOf(x.shape) !== sizeOf(shape)) throw new Error(`[${x.shape}] cannot be reshaped to [${shape}]`);
      return { shape, dtype: x.dtype };
    },
  }),
  Transpose: op({
    inputs: ['x'],
    attrs: { perm: 'ints' },
    infer: ([x], { perm }) => ({ shape: perm.map((axis) => x.shape[axis]!), dtype: x.dtype }),
  }),
  Expand: op({
    inputs: ['x', 'shape'],
    infer: ([x, to]) => ({ shape: broadcast(x.shape, numbersOf('dimensions', to)), dtype: x.dtype }),
  }),
  Tile: op({
    inputs: ['x', 'repeats'],
    infer: ([x, repeats]) => {
      const times = numbersOf('repeats', repeats);
      return { shape: x.shape.map((dim, i) => dim * times[i]!), dtype: x.dtype };
    },
  }),
  Concat: op({
    inputs: 'list',
    attrs: { axis: 'int' },
    infer: ([first, ...others], { axis }) => {
      const { shape, dtype } = first!;
      for (const other of others) {
        const fits = other.dtype === dtype && sameShape(other.shape.with(axis, 0), shape.with(axis, 0));
        if (!fits) throw new Error(`${dtype}[${shape}] and ${other.dtype}[${other.shape}] do not fit`);
      }
      const along = others.reduce((sum, other) => sum + other.shape[axis]!, shape[axis]!);
      return { shape: shape.with(axis, along), dtype };
    },
  }),
  /** x, starts, ends, axes and, unless all are 1, steps. */
  Slice: op({
    inputs: 'list',
    infer: ([x, starts, ends, axes, steps]) => {
      const shape = [...x!.shape];
      const [begin, end] = [numbersOf('starts', starts), numbersOf('ends', ends)];
      const step = steps && numbersOf('steps', steps);
      for (const [i, axis] of numbersOf('axes', axes).entries()) {
        // An end before the first element is the least integer; others are counted from there.
        const [from, to, by] = [begin[i]!, Math.max(end[i]!, -1), step?.[i] ?? 1];
        shape[axis] = Math.max(0, Math.ceil((Math.min(to, shape[axis]!) - from) / by));
      }
      return { shape, dtype: x!.dtype };
    },
  }),
  Pad: op({
    inputs: ['x', 'pads', 'value'],
    infer: ([x, pads]) => {
      const sides = numbersOf('pads', pads);
      const rank = x.shape.length;
      return { shape: x.shape.map((dim, i) => dim + sides[i]! + sides[i + rank]!), dtype: x.dtype };
    },
  }),
};
