import type { SomeLowerings } from './lowering.js';
import { literal, tuple } from './python.js';
import { full } from './writer.js';

/** `[1:3, :, ::2]`, without the whole axes at the end. */
function indices(
  shape: readonly number[],
  begin: readonly number[],
  size: readonly number[],
  by?: readonly number[],
) {
  const parts = shape.map((dim, i) => {
    const step = by?.[i] ?? 1;
    const end = begin[i]! + (size[i]! - 1) * step + 1;
    const [from, to] = [begin[i] === 0 ? '' : begin[i], size[i] === 0 ? begin[i] : end >= dim ? '' : end];
    return `${from}:${to}${step === 1 ? '' : `:${step}`}`;
  });
  while (parts.at(-1) === ':') parts.pop();
  return parts.length === 0 ? '' : `[${parts.join(', ')}]`;
}

export const shapeLowerings = {
  Constant: (writer, { attrs: { data, shape, dtype } }) => writer.constant(data, shape, dtype),
  Fill: (writer, { attrs: { value, shape, dtype }, outputs: [y] }) => {
    if (shape.length > 0) return full(literal(value, dtype), { shape, dtype });
    writer.number(y, value);
    return [];
  },
  Reshape: (writer, { inputs: [x], attrs: { shape } }) => `${writer.tensor(x)}.reshape(${tuple(shape)})`,
  Transpose: (writer, { inputs: [x], attrs: { perm } }) => `${writer.tensor(x)}.permute(${tuple(perm)})`,
  Concat: (writer, { inputs, attrs: { axis } }) =>
    `torch.cat([${inputs.map((x) => writer.tensor(x)).join(', ')}], ${axis})`,
  Slice: (writer, { inputs: [x], attrs: { begin, size } }) =>
    `${writer.tensor(x)}${indices(x.shape, begin, size)}`,
  StridedSlice: (writer, { inputs: [x], attrs: { begin, size, strides, shape } }) => {
    // PyTorch has no negative steps: the axis is turned round before.
    const back = [...x.shape.keys()].filter((axis) => strides[axis]! < 0);
    const turned = back.length > 0 ? `.flip(${tuple(back)})` : '';
    const from = begin.map((place, axis) => (back.includes(axis) ? x.shape[axis]! - 1 - place : place));
    const part = indices(x.shape, from, size, strides.map(Math.abs));
    return `${writer.tensor(x)}${turned}${part}.reshape(${tuple(shape)})`;
  },
  PadV2: (writer, { inputs: [x], attrs: { paddings, value } }) => {
    const sides = paddings.toReversed().flat();
    return `F.pad(${writer.tensor(x)}, ${tuple(sides)}, value=${literal(value, x.dtype)})`;
  },
  Tile: (writer, { inputs: [x], attrs: { reps } }) => `${writer.tensor(x)}.repeat(${tuple(reps)})`,
  BroadcastTo: (writer, { inputs: [x], attrs: { shape } }) => `${writer.tensor(x)}.expand(${tuple(shape)})`,
  Reverse: (writer, { inputs: [x], attrs: { axes } }) => `${writer.tensor(x)}.flip(${tuple(axes)})`,
} satisfies SomeLowerings;
