import { type Core, type NodeOf, shape4, type Type, type Value } from '@infomin/tensor-program';
import type { Emit } from './emit.js';
import type { SomeLowerings } from './lowering.js';

interface Sampling {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** For each output place the input places it reads and their weights. */
type Sampler = (
  from: number,
  to: number,
  sampling: Sampling,
) => readonly (readonly (readonly [number, number])[])[];

function sourceStep(from: number, to: number, { alignCorners }: Sampling): number {
  return alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
}

const bilinear: Sampler = (from, to, sampling) => {
  const step = sourceStep(from, to, sampling);
  return Array.from({ length: to }, (_, i) => {
    const at = sampling.halfPixelCenters ? step * (i + 0.5) - 0.5 : step * i;
    const low = Math.max(0, Math.floor(at));
    const high = Math.min(from - 1, Math.ceil(at));
    const weight = at - low;
    return [
      [low, 1 - weight],
      [high, weight],
    ];
  });
};

const nearest: Sampler = (from, to, sampling) => {
  const step = sourceStep(from, to, sampling);
  return Array.from({ length: to }, (_, i) => {
    const at = sampling.halfPixelCenters ? step * (i + 0.5) : step * i;
    const place = sampling.alignCorners ? Math.round(at) : Math.floor(at);
    return [[Math.max(0, Math.min(from - 1, place)), 1]];
  });
};

/** `[to, from]`: a row holds the weights of one output place. */
function samplingMatrix(emit: Emit, sampler: Sampler, from: number, to: number, sampling: Sampling): Value {
  const data = new Float32Array(to * from);
  for (const [row, reads] of sampler(from, to, sampling).entries()) {
    for (const [column, weight] of reads) data[row * from + column]! += weight;
  }
  return emit.constant(data, [to, from], 'float32');
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
  const rows = samplingMatrix(emit, sampler, h, oh, sampling);
  const columns = samplingMatrix(emit, sampler, w, ow, sampling);
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
