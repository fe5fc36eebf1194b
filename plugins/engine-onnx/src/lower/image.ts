import {
  bilinear,
  type Core,
  type NodeOf,
  nearest,
  type Sampler,
  type Sampling,
  samplingMatrix,
  shape4,
  type Type,
  type Value,
} from '@infomin/tensor-program';
import type { Emit } from './emit.js';
import type { SomeLowerings } from './lowering.js';

function matrix(emit: Emit, sampler: Sampler, from: number, to: number, sampling: Sampling): Value {
  return emit.constant(samplingMatrix(sampler, from, to, sampling), [to, from], 'float32');
}

/** Rows · x · columnsᵀ for each image and channel of `[N, H, W, C]`. */
function resample(emit: Emit, x: Value, rows: Value, columns: Value, transposed: boolean): Value {
  const [n, h, w, c] = shape4(x);
  const [height, width] = transposed
    ? [rows.shape[1]!, columns.shape[1]!]
    : [rows.shape[0]!, columns.shape[0]!];
  const options = { transA: transposed };
  const vertical = emit.matmul(rows, emit.reshape(x, [n, h, w * c]), options);
  const horizontal = emit.matmul(columns, emit.reshape(vertical, [n * height, w, c]), options);
  return emit.reshape(horizontal, [n, height, width, c]);
}

/** Between an image and its resized one, or back. */
function resizing(
  emit: Emit,
  sampler: Sampler,
  x: Value,
  [image, resized]: readonly [Type, Type],
  sampling: Sampling,
): Value {
  const [, h, w] = shape4(image);
  const [, oh, ow] = shape4(resized);
  const rows = matrix(emit, sampler, h, oh, sampling);
  const columns = matrix(emit, sampler, w, ow, sampling);
  return resample(emit, emit.cast(x, 'float32'), rows, columns, x === resized);
}

const forward =
  (sampler: Sampler) =>
  (emit: Emit, { inputs: [x], attrs, outputs: [y] }: Omit<NodeOf<Core, 'ResizeBilinear'>, 'op'>) =>
    resizing(emit, sampler, x, [x, y], attrs);
const backward =
  (sampler: Sampler) =>
  (emit: Emit, { inputs: [dy], attrs, outputs: [y] }: Omit<NodeOf<Core, 'ResizeBilinearGrad'>, 'op'>) =>
    resizing(emit, sampler, dy, [y, dy], attrs);

export const imageLowerings = {
  ResizeBilinear: forward(bilinear),
  ResizeNearestNeighbor: forward(nearest),
  ResizeBilinearGrad: backward(bilinear),
  ResizeNearestNeighborGrad: backward(nearest),
} satisfies SomeLowerings;
