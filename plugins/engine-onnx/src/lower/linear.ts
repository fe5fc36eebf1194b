import type { Value } from '@infomin/tensor-program';
import { attributes, type Lowerings } from './lowering.js';

export const linearLowerings: Lowerings = {
  Einsum: (emit, node) => {
    const { equation } = attributes<{ equation: string }>(node);
    const { shape, dtype } = node.outputs[0]!;
    return emit.op('Einsum', node.inputs, { equation }, shape, dtype);
  },
  BatchMatMul: (emit, node) => {
    const { transposeA, transposeB } = attributes<{ transposeA: boolean; transposeB: boolean }>(node);
    const [a, b] = node.inputs.map((x) => emit.cast(x, 'float32')) as [Value, Value];
    return emit.cast(emit.matmul(a, b, { transA: transposeA, transB: transposeB }), node.outputs[0]!.dtype);
  },
};
