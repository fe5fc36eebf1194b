import type { Value } from '@infomin/tensor-program';
import type { Emit } from './emit.js';
import type { SomeLowerings } from './lowering.js';

/** Ops that ORT has for numbers only. */
function asNumber(emit: Emit, x: Value, compute: (x: Value) => Value): Value {
  return x.dtype === 'bool' ? emit.cast(compute(emit.cast(x, 'int32')), 'bool') : compute(x);
}

export const shapeLowerings = {
  Reshape: (emit, { inputs: [x], attrs: { shape } }) => emit.reshape(x, shape),
  Transpose: (emit, { inputs: [x], attrs: { perm } }) => emit.transpose(x, perm),
  Concat: (emit, { inputs, attrs: { axis } }) => emit.concat(inputs, axis),
  Slice: (emit, { inputs: [x], attrs: { begin, size } }) => emit.slice(x, begin, size),
  StridedSlice: (emit, { inputs: [x], attrs: { begin, size, strides, shape } }) =>
    emit.reshape(emit.slice(x, begin, size, [...strides]), shape),
  PadV2: (emit, { inputs, attrs: { paddings, value } }) =>
    asNumber(emit, inputs[0], (x) => emit.pad(x, paddings, value)),
  Tile: (emit, { inputs: [x], attrs: { reps } }) => emit.add('Tile', [x, emit.ints(reps)]),
  BroadcastTo: (emit, { inputs: [x], attrs: { shape } }) => emit.expand(x, shape),
} satisfies SomeLowerings;
