import { type Shape4, shape4, type Value, type Windows, windowCounts } from '@infomin/tensor-program';
import type { Emit } from './emit.js';
import { places } from './places.js';

/**
 * Convolutions of 3×3 and stride 1 by Winograd's F(4×4, 3×3) (Lavin and Gray, "Fast Algorithms for Convolutional Neural
 * Networks", CVPR 2016): a block of 4×4 results takes 36 products a channel instead of 144. Image blocks of 6×6, kernels
 * and results are transformed by small matrices, which are products of a few rows; the rest is 36 products of matrices.
 * At the points 0, 1, −1, 1/2, −2, ∞, float32 keeps 4e-6 of the largest result.
 */

const step = 4;
const extent = 6;

const results = [
  [1, 1, 1, 1, 1, 0],
  [0, 1, -1, 1 / 2, -2, 0],
  [0, 1, 1, 1 / 4, 4, 0],
  [0, 1, -1, 1 / 8, -8, 1],
];
const kernels = [
  [1, 0, 0],
  [1 / 3, 1 / 3, 1 / 3],
  [-1 / 3, 1 / 3, -1 / 3],
  [-16 / 15, -8 / 15, -4 / 15],
  [1 / 15, -2 / 15, 4 / 15],
  [0, 0, 1],
];
const images = [
  [1, -3 / 2, -2, 3 / 2, 1, 0],
  [0, -1, 1 / 2, 5 / 2, 1, 0],
  [0, 1, -5 / 2, 1 / 2, 1, 0],
  [0, -2, -1, 2, 1, 0],
  [0, 1 / 2, -1, -1 / 2, 1, 0],
  [0, 1, -3 / 2, -2, 3 / 2, 1],
];

type Matrix = readonly (readonly number[])[];

/** The transform along both axes as one matrix: the Kronecker product with itself. */
function square(m: Matrix) {
  const values = m.flatMap((a) => m.flatMap((b) => a.flatMap((x) => b.map((y) => x * y))));
  return { data: Float32Array.from(values), shape: [m.length ** 2, m[0]!.length ** 2] };
}

const squares = {
  results: square(results),
  kernels: square(kernels),
  turned: square(kernels.map((row) => row.toReversed())),
  images: square(images),
};

/** Applies a transform `[P, Q]` to the first axis of `[Q, …]`. */
function transform(emit: Emit, name: keyof typeof squares, x: Value, transA = false): Value {
  const { data, shape } = squares[name];
  const matrix = emit.constant(data, shape, 'float32');
  const rest = x.shape.slice(1);
  const flat = emit.reshape(x, [x.shape[0]!, rest.reduce((a, b) => a * b, 1)]);
  const product = emit.matmul(matrix, flat, { transA });
  return emit.reshape(product, [product.shape[0]!, ...rest]);
}

const blocksOf = (size: number) => Math.ceil(size / step);

/** Whether a convolution has blocks. */
export function canBlock({ kernel, strides, dilations, pads }: Windows): boolean {
  return (
    kernel.every((size) => size === 3) &&
    strides.every((stride) => stride === 1) &&
    dilations.every((dilation) => dilation === 1) &&
    pads.every((pad) => pad <= 2)
  );
}

/** Whether the blocks of a convolution to `[N, h, w, O]` should save more than the transforms cost. */
export function suitsBlocks(
  windows: Windows,
  [c, o]: readonly [number, number],
  [h, w]: readonly [number, number],
): boolean {
  const saved = (9 * h * w) / (extent * extent * blocksOf(h) * blocksOf(w));
  return canBlock(windows) && Math.min(c, o) >= 24 && saved >= 1.8;
}

/** Rows of `[N · H · W, C]` of `size`×`size` blocks that start every 4 pixels: `[size², N · blocks, C]`. */
function gatherBlocks(emit: Emit, x: Value, size: number, [rows, columns]: readonly [number, number]): Value {
  const [n, h, w, c] = shape4(x);
  const index = places('blocks', [size, n, h, w, rows, columns], () => {
    const made = new Int32Array(size * size * n * rows * columns);
    let at = 0;
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        for (let image = 0; image < n; image++) {
          for (let i = 0; i < rows; i++) {
            for (let j = 0; j < columns; j++) made[at++] = (image * h + i * step + y) * w + j * step + x;
          }
        }
      }
    }
    return made;
  });
  const pixels = emit.constant(index, [size * size, n * rows * columns], 'int32');
  return emit.gather(emit.reshape(x, [n * h * w, c]), pixels, 0);
}

/** `[N, H, W, C]` with `top` and `left` rows of zeros before it and as many after it as make it this high and wide. */
function padTo(
  emit: Emit,
  x: Value,
  [top, left]: readonly [number, number],
  [height, width]: readonly [number, number],
): Value {
  const [, h, w] = shape4(x);
  return emit.pad(
    x,
    [
      [0, 0],
      [top, height - top - h],
      [left, width - left - w],
      [0, 0],
    ],
    0,
  );
}

/** Transformed image blocks `[36, N · blocks, C]`. */
function imageBlocks(
  emit: Emit,
  x: Value,
  before: readonly [number, number],
  [h, w]: readonly [number, number],
): Value {
  const count = [blocksOf(h), blocksOf(w)] as const;
  const padded = padTo(emit, x, before, [count[0] * step + 2, count[1] * step + 2]);
  return transform(emit, 'images', gatherBlocks(emit, padded, extent, count));
}

/** Blocks of results `[16, N · blocks, C]` as an image `[N, h, w, C]`. */
function joinBlocks(emit: Emit, blocks: Value, [n, h, w, c]: Shape4): Value {
  const [rows, columns] = [blocksOf(h), blocksOf(w)];
  const index = places('pixels', [n, h, w], () => {
    const made = new Int32Array(n * h * w);
    let at = 0;
    for (let image = 0; image < n; image++) {
      for (let y = 0; y < h; y++) {
        for (let x = 0; x < w; x++) {
          const inside = (y % step) * step + (x % step);
          const block = Math.floor(y / step) * columns + Math.floor(x / step);
          made[at++] = (inside * n + image) * rows * columns + block;
        }
      }
    }
    return made;
  });
  const flat = emit.reshape(blocks, [step * step * n * rows * columns, c]);
  return emit.gather(flat, emit.constant(index, [n, h, w], 'int32'), 0);
}

/** Filters `[3, 3, C, O]` as `[36, C, O]`; `turned` by 180°. */
function filterBlocks(emit: Emit, filter: Value, turned: boolean): Value {
  const [, , c, o] = shape4(filter);
  return transform(emit, turned ? 'turned' : 'kernels', emit.reshape(filter, [9, c, o]));
}

export function blockForward(emit: Emit, x: Value, filter: Value, windows: Windows): Value {
  const [n, h, w] = shape4(x);
  const [oh, ow] = windowCounts(h, w, windows);
  const seen = imageBlocks(emit, x, [windows.pads[0], windows.pads[1]], [oh, ow]);
  const products = emit.matmul(seen, filterBlocks(emit, filter, false));
  return joinBlocks(emit, transform(emit, 'results', products), [n, oh, ow, filter.shape[3]!]);
}

export function blockInputGradient(
  emit: Emit,
  dy: Value,
  filter: Value,
  windows: Windows,
  image: Shape4,
): Value {
  const [, h, w] = image;
  const seen = imageBlocks(emit, dy, [2 - windows.pads[0], 2 - windows.pads[1]], [h, w]);
  const products = emit.matmul(seen, filterBlocks(emit, filter, true), { transB: true });
  return joinBlocks(emit, transform(emit, 'results', products), image);
}

export function blockFilterGradient(emit: Emit, x: Value, dy: Value, windows: Windows): Value {
  const [, oh, ow, o] = shape4(dy);
  const c = x.shape[3]!;
  const count = [blocksOf(oh), blocksOf(ow)] as const;
  const seen = imageBlocks(emit, x, [windows.pads[0], windows.pads[1]], [oh, ow]);
  const padded = padTo(emit, dy, [0, 0], [count[0] * step, count[1] * step]);
  const spread = transform(emit, 'results', gatherBlocks(emit, padded, step, count), true);
  const products = emit.matmul(seen, spread, { transA: true });
  return emit.reshape(transform(emit, 'kernels', products, true), [3, 3, c, o]);
}
