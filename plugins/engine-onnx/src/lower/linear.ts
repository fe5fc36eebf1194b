import type { SomeLowerings } from './lowering.js';

export const linearLowerings = {
  Einsum: (emit, { inputs, attrs }) => emit.add('Einsum', inputs, attrs),
  BatchMatMul: (emit, { inputs, attrs: { transposeA, transposeB }, outputs: [y] }) => {
    const [a, b] = [emit.cast(inputs[0], 'float32'), emit.cast(inputs[1], 'float32')];
    return emit.cast(emit.matmul(a, b, { transA: transposeA, transB: transposeB }), y.dtype);
  },
} satisfies SomeLowerings;
