import { type Kernels, one } from '../kernel.js';

export const createKernels: Kernels = {
  Fill: {
    inputs: [],
    infer: (_, { shape, value, dtype }) => one(shape, dtype ?? 'float32', { value: Number(value) }),
  },
  ZerosLike: { inputs: ['x'], infer: ([x]) => one(x!.shape, x!.dtype) },
  OnesLike: { inputs: ['x'], infer: ([x]) => one(x!.shape, x!.dtype) },
  Range: {
    inputs: [],
    infer: (_, { start, stop, step, dtype = 'float32' }) => {
      const empty = start === stop || (start < stop && step < 0) || (stop < start && step > 1);
      const size = empty ? 0 : Math.abs(Math.ceil((stop - start) / step));
      return one([size], dtype, { start, step: step === 1 && stop < start ? -1 : step });
    },
  },
  LinSpace: {
    inputs: [],
    infer: (_, { start, stop, num }) => one([num], 'float32', { start, stop }),
  },
};
