import type { Value } from '@infomin/tensor-program';
import { newValue } from '@infomin/tensor-program';
import { attributes, type Lowerings } from './lowering.js';

export const sortLowerings: Lowerings = {
  TopK: (emit, node) => {
    const [x] = node.inputs as [Value];
    const { k, sorted } = attributes<{ k: number; sorted: boolean }>(node);
    const { shape } = node.outputs[0]!;
    const values = newValue(shape, x.dtype);
    const places = newValue(shape, 'int64');
    emit.node({
      op: 'TopK',
      inputs: [x, emit.ints([k])],
      attrs: { axis: -1, largest: 1, sorted: sorted ? 1 : 0 },
      outputs: [values, places],
    });
    return [values, emit.cast(places, 'int32')];
  },
};
