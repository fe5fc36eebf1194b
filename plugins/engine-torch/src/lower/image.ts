import {
  bilinear,
  type Core,
  type NodeOf,
  nearest,
  type Sampler,
  samplingMatrix,
  shape4,
  type Type,
  type Value,
  type Windows,
} from '@infomin/tensor-program';
import { cast } from './elementwise.js';
import type { SomeLowerings } from './lowering.js';
import { tuple } from './python.js';
import type { Writer } from './writer.js';

const windows = ({ kernel, strides, pads }: Windows) =>
  `kernel=${tuple(kernel)}, strides=${tuple(strides)}, pads=${tuple(pads)}`;

interface Resizing {
  readonly attrs: NodeOf<Core, 'ResizeBilinear'>['attrs'] | NodeOf<Core, 'ResizeBilinearGrad'>['attrs'];
}

/** Rows · x · columnsᵀ, by matrices of sampling weights. */
function resized(
  writer: Writer,
  x: Value,
  sampler: Sampler,
  [image, result]: readonly [Type, Type],
  { attrs }: Resizing,
  equation: string,
): string {
  const [, h, w] = shape4(image);
  const [, oh, ow] = shape4(result);
  const matrix = (from: number, to: number) =>
    writer.constant(samplingMatrix(sampler, from, to, attrs), [to, from], 'float32');
  const text = cast(writer.tensor(x), x.dtype, 'float32');
  return `torch.einsum("${equation}", ${matrix(h, oh)}, ${text}, ${matrix(w, ow)})`;
}

const resize = (sampler: Sampler) => (writer: Writer, node: Omit<NodeOf<Core, 'ResizeBilinear'>, 'op'>) => {
  const [x] = node.inputs;
  return resized(writer, x, sampler, [x, node.outputs[0]], node, 'ih,nhwc,jw->nijc');
};
const resizeGradient =
  (sampler: Sampler) => (writer: Writer, node: Omit<NodeOf<Core, 'ResizeBilinearGrad'>, 'op'>) => {
    const [dy] = node.inputs;
    return resized(writer, dy, sampler, [node.outputs[0], dy], node, 'ih,nijc,jw->nhwc');
  };

export const imageLowerings = {
  MaxPool: (writer, { inputs: [x], attrs, outputs: [y] }) => {
    const [values, places] = writer.several(
      ['max_pool', 'places'],
      `ops.max_pool(${writer.image(x)}, ${windows(attrs)})`,
    );
    writer.setPlaces(y, places!);
    return values!;
  },
  MaxPoolGrad: (writer, { inputs: [dy, x, y], attrs }) => {
    const places =
      writer.placesOf(y) ??
      writer.several(['unread', 'places'], `ops.max_pool(${writer.image(x)}, ${windows(attrs)})`)[1];
    return `ops.max_pool_gradient(${writer.image(dy)}, ${writer.image(x)}, ${places}, ${windows(attrs)})`;
  },
  AvgPool: (writer, { inputs: [x], attrs }) => `ops.avg_pool(${writer.image(x)}, ${windows(attrs)})`,
  AvgPoolGrad: (writer, { inputs: [dy, x], attrs }) =>
    `ops.avg_pool_gradient(${writer.image(dy)}, ${writer.image(x)}, ${windows(attrs)})`,
  ResizeBilinear: resize(bilinear),
  ResizeNearestNeighbor: resize(nearest),
  ResizeBilinearGrad: resizeGradient(bilinear),
  ResizeNearestNeighborGrad: resizeGradient(nearest),
} satisfies SomeLowerings;
