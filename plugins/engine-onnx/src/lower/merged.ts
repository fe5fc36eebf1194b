import { type Shape4, shape4, type Value, type Windows } from '@infomin/tensor-program';
import type { Emit } from './emit.js';
import { positions, steps } from './windows.js';

/** The windows `i + least`, …, `i + least + count − 1` that cover the pixels `stride · i`, …, `stride · (i + 1) − 1` of an axis. */
interface AxisReach {
  readonly least: number;
  readonly count: number;
  /** The place in the kernel with which window `i + least + j` covers the pixel `stride · i + phase`, if it does. */
  tap(j: number, phase: number): number | undefined;
}

function reachOf({ kernel, strides, pads }: Windows, axis: 0 | 1): AxisReach {
  const [size, stride, pad] = [kernel[axis], strides[axis], pads[axis]!];
  const least = Math.ceil((pad - size + 1) / stride);
  const most = Math.floor((stride - 1 + pad) / stride);
  return {
    least,
    count: most - least + 1,
    tap: (j, phase) => {
      const place = phase + pad - stride * (least + j);
      return place >= 0 && place < size ? place : undefined;
    },
  };
}

/** How many times as many products the pixels of a place take together as each on its own: zeros are multiplied too. */
function costOf(windows: Windows): number {
  const { kernel, strides } = windows;
  const axis = (at: 0 | 1) => (reachOf(windows, at).count * strides[at]) / kernel[at];
  return axis(0) * axis(1);
}

/** Whether one product may be faster than one a phase, for images of `c` channels. */
export function canMerge(windows: Windows, c: number): boolean {
  const { strides, dilations } = windows;
  if (strides.every((stride) => stride === 1) || dilations.some((dilation) => dilation !== 1)) return false;
  return costOf(windows) <= (c <= 32 ? 2 : 1.2);
}

/** Whether it should be. */
export function suitsMerging(windows: Windows, c: number): boolean {
  const taps = windows.kernel[0] * windows.kernel[1];
  return canMerge(windows, c) && c <= 16 && (c > 4 || taps >= 25);
}

/**
 * The input gradient of a convolution with strides as one product: rows are places of `strides` pixels, columns the pixels
 * of a place, where the windows that do not reach a pixel are multiplied by zero.
 */
export function mergedInputGradient(
  emit: Emit,
  dy: Value,
  filter: Value,
  windows: Windows,
  [n, h, w, c]: Shape4,
): Value {
  const [, oh, ow, o] = shape4(dy);
  const [sy, sx] = windows.strides;
  const [rows, cols] = [Math.ceil(h / sy), Math.ceil(w / sx)];
  const [down, across] = [reachOf(windows, 0), reachOf(windows, 1)];
  const margins = ({ least, count }: AxisReach, places: number, have: number) =>
    [Math.max(0, -least), Math.max(0, places + least + count - 1 - have)] as const;
  const [vertical, horizontal] = [margins(down, rows, oh), margins(across, cols, ow)];
  const padded = emit.pad(dy, [[0, 0], vertical, horizontal, [0, 0]], 0);
  const [, height, width] = shape4(padded);
  const index = positions(
    steps(rows, 1, vertical[0] + down.least),
    steps(cols, 1, horizontal[0] + across.least),
    steps(down.count, 1),
    steps(across.count, 1),
    width,
  );
  const reach = down.count * across.count;
  const seen = emit.gather(
    emit.reshape(padded, [n, height * width, o]),
    emit.constant(index, [rows * cols, reach], 'int32'),
    1,
  );
  const product = emit.matmul(
    emit.reshape(seen, [n * rows * cols, reach * o]),
    mergedFilter(emit, filter, windows, down, across),
  );
  const places = emit.reshape(product, [n, rows, cols, sy, sx * c]);
  const image = emit.reshape(emit.transpose(places, [0, 1, 3, 2, 4]), [n, rows * sy, cols * sx, c]);
  return emit.slice(image, [0, 0, 0, 0], [n, h, w, c]);
}

/** `[windows · O, pixels · C]` */
function mergedFilter(
  emit: Emit,
  filter: Value,
  windows: Windows,
  down: AxisReach,
  across: AxisReach,
): Value {
  const [kh, kw, c, o] = shape4(filter);
  const [sy, sx] = windows.strides;
  const none = kh * kw;
  const picked = steps(down.count, 1).flatMap((i) =>
    steps(across.count, 1).flatMap((j) =>
      steps(sy, 1).flatMap((y) =>
        steps(sx, 1).map((x) => {
          const [row, column] = [down.tap(i, y), across.tap(j, x)];
          return row === undefined || column === undefined ? none : row * kw + column;
        }),
      ),
    ),
  );
  const zeros = emit.expand(emit.scalar(0, 'float32'), [1, c, o]);
  const taps = emit.concat([emit.reshape(filter, [kh * kw, c, o]), zeros], 0);
  const [reach, pixels] = [down.count * across.count, sy * sx];
  const parts = emit.gather(taps, emit.ints(picked, [reach, pixels]), 0);
  return emit.reshape(emit.transpose(parts, [0, 3, 1, 2]), [reach * o, pixels * c]);
}
