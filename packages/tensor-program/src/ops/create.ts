import type * as tf from '@tensorflow/tfjs-core';
import { op } from './row.js';
import { type DType, sizeOf } from './type.js';

/** Ops without inputs. */
export const create = {
  Constant: op({
    inputs: [],
    attrs: { data: 'data', shape: 'ints', dtype: 'dtype' },
    infer: (_, { data, shape, dtype }) => {
      if (data.length !== sizeOf(shape)) throw new Error(`${data.length} numbers are not [${shape}]`);
      return { shape, dtype, data };
    },
  }),
  Fill: op({
    inputs: [],
    attrs: { value: 'float', shape: 'ints', dtype: 'dtype' },
    infer: (_, { shape, dtype }) => ({ shape, dtype }),
    record: ({ value, shape, dtype }: tf.FillAttrs) => ({
      value: Number(value),
      shape,
      dtype: (dtype ?? 'float32') as DType,
    }),
  }),
  Range: op({
    inputs: [],
    attrs: { start: 'float', step: 'float', size: 'int', dtype: 'dtype' },
    infer: (_, { size, dtype }) => ({ shape: [size], dtype }),
    record: ({ start, stop, step, dtype = 'float32' }: tf.RangeAttrs) => {
      const empty = start === stop || (start < stop && step < 0) || (stop < start && step > 1);
      const size = empty ? 0 : Math.abs(Math.ceil((stop - start) / step));
      return { start, step: step === 1 && stop < start ? -1 : step, size, dtype };
    },
  }),
};
