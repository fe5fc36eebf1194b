import type { SomeLowerings } from './lowering.js';

export const sortLowerings = {
  TopK: (emit, { inputs: [x], attrs: { k, sorted } }) => {
    const attrs = { axis: x.shape.length - 1, largest: 1, sorted: sorted ? 1 : 0 };
    const [values, places] = emit.addAll('TopK', [x, emit.ints([k])], attrs);
    return [values!, emit.cast(places!, 'int32')];
  },
} satisfies SomeLowerings;
