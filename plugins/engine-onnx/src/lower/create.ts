import { sizeOf, typedData } from '@infomin/tensor-program';
import type { SomeLowerings } from './lowering.js';

export const createLowerings = {
  Constant: (emit, { attrs: { data, shape, dtype } }) => emit.constant(data, shape, dtype),
  Fill: (emit, { attrs: { value, shape, dtype } }) =>
    sizeOf(shape) === 0
      ? emit.constant(typedData(dtype, []), shape, dtype)
      : emit.expand(emit.scalar(value, dtype), shape),
} satisfies SomeLowerings;
