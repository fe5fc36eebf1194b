import type { Node, Value } from '../graph/graph.js';
import type { Emit } from './emit.js';
import { attributes } from './lowering.js';

/** Windows over an image: of a convolution or a pooling. */
export interface Windows {
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  /** Top, left, bottom, right. */
  readonly pads: readonly [number, number, number, number];
}

export function windowsOf(node: Node): Windows {
  return attributes<Windows>(node);
}

/** Number of windows along each axis of an image of this size. */
export function windowCounts(height: number, width: number, windows: Windows): [number, number] {
  const { kernel, strides, dilations, pads } = windows;
  const count = (size: number, axis: 0 | 1) => {
    const extent = (kernel[axis] - 1) * dilations[axis] + 1;
    return Math.floor((size + pads[axis]! + pads[axis + 2]! - extent) / strides[axis]) + 1;
  };
  return [count(height, 0), count(width, 1)];
}

/** Whether each element is in one window and each window is full: windows are blocks. */
export function areBlocks(
  height: number,
  width: number,
  { kernel, strides, dilations, pads }: Windows,
): boolean {
  return (
    pads.every((pad) => pad === 0) &&
    kernel[0] === strides[0] &&
    kernel[1] === strides[1] &&
    dilations.every((dilation) => dilation === 1) &&
    height % kernel[0] === 0 &&
    width % kernel[1] === 0
  );
}

/** Positions `[windows, taps]` in a flattened image of `width` columns. */
function positions(
  rows: readonly number[],
  columns: readonly number[],
  tapRows: readonly number[],
  tapColumns: readonly number[],
  width: number,
): Int32Array {
  const out = new Int32Array(rows.length * columns.length * tapRows.length * tapColumns.length);
  let at = 0;
  for (const row of rows) {
    for (const column of columns) {
      for (const y of tapRows) for (const x of tapColumns) out[at++] = (row + y) * width + column + x;
    }
  }
  return out;
}

const steps = (count: number, step: number, from = 0) =>
  Array.from({ length: count }, (_, i) => from + i * step);

/**
 * im2col: `[N, H, W, C]` to `[N, windows, taps, C]`, elements outside of the image being `outside`. Forward pass and
 * weight gradient of one convolution ask for the same, which common subexpressions then make one.
 */
export function gatherWindows(emit: Emit, x: Value, windows: Windows, outside = 0): Value {
  const { kernel, strides, dilations, pads } = windows;
  const [n, h, w, c] = x.shape as [number, number, number, number];
  const [rows, columns] = windowCounts(h, w, windows);
  const padded = emit.pad(
    x,
    [
      [0, 0],
      [pads[0], pads[2]],
      [pads[1], pads[3]],
      [0, 0],
    ],
    outside,
  );
  const [, height, width] = padded.shape as [number, number, number, number];
  const index = positions(
    steps(rows, strides[0]),
    steps(columns, strides[1]),
    steps(kernel[0], dilations[0]),
    steps(kernel[1], dilations[1]),
    width,
  );
  const shape = [rows * columns, kernel[0] * kernel[1]];
  return emit.gather(emit.reshape(padded, [n, height * width, c]), emit.constant(index, shape, 'int32'), 1);
}

/** Those pixels of an image that lie at one place relative to the strides, and the taps that reach them. */
export interface Phase {
  /** Pixels `[N, pixels, taps, C]`; a tap is a window that covers the pixel. */
  readonly pixels: number;
  /** For each tap the place in the kernel with which its window covers the pixel. */
  readonly taps: readonly number[];
  /** Gathers `[N, windows…, C]` to `[N, pixels, taps, C]`, windows that do not exist being `outside`. */
  gather(y: Value, outside?: number): Value;
}

/**
 * The way back from windows to pixels, `[N, OH, OW, …]` to `[N, H, W, C]`: `each` gives `[N, pixels, C]` for a phase.
 * With stride s there are s² phases, each like a stride-1 convolution of the windows, so nothing is added up in place.
 * Needs dilation 1.
 */
export function scatterWindows(
  emit: Emit,
  windows: Windows,
  [n, height, width, channels]: readonly [number, number, number, number],
  each: (phase: Phase) => Value,
): Value {
  const { kernel, strides, pads } = windows;
  const [rows, columns] = [
    Math.ceil((height + pads[0]) / strides[0]),
    Math.ceil((width + pads[1]) / strides[1]),
  ];
  const bands = steps(strides[0], 1).map((top) => {
    const parts = steps(strides[1], 1).map((left) => {
      const [tapRows, tapColumns] = [
        tapsFrom(top, kernel[0], strides[0]),
        tapsFrom(left, kernel[1], strides[1]),
      ];
      const shape = [n, rows, 1, columns, 1, channels];
      if (tapRows.length === 0 || tapColumns.length === 0)
        return emit.expand(emit.scalar(0, 'float32'), shape);
      const phase = {
        pixels: rows * columns,
        taps: tapRows.flatMap((y) => tapColumns.map((x) => y * kernel[1] + x)),
        gather: (y: Value, outside = 0) =>
          gatherBack(emit, y, [rows, columns], [tapRows.length, tapColumns.length], outside),
      };
      return emit.reshape(each(phase), shape);
    });
    return emit.concat(parts, 4);
  });
  const whole = emit.reshape(emit.concat(bands, 2), [n, rows * strides[0], columns * strides[1], channels]);
  return emit.slice(whole, [0, pads[0], pads[1], 0], [n, height, width, channels]);
}

/** Places in the kernel that reach pixels of this phase: window `q − j` covers pixel q with tap `phase + j · stride`. */
function tapsFrom(phase: number, kernel: number, stride: number): number[] {
  return steps(Math.max(0, Math.ceil((kernel - phase) / stride)), stride, phase);
}

/** Gathers windows `q − j` for each pixel q and tap j. */
function gatherBack(
  emit: Emit,
  y: Value,
  [rows, columns]: readonly [number, number],
  [tapRows, tapColumns]: readonly [number, number],
  outside: number,
): Value {
  const [n, oh, ow, c] = y.shape as [number, number, number, number];
  const before = [tapRows - 1, tapColumns - 1] as const;
  const after = [Math.max(0, rows - oh), Math.max(0, columns - ow)] as const;
  const padded = emit.pad(
    y,
    [
      [0, 0],
      [before[0], after[0]],
      [before[1], after[1]],
      [0, 0],
    ],
    outside,
  );
  const [, height, width] = padded.shape as [number, number, number, number];
  const index = positions(
    steps(rows, 1, before[0]),
    steps(columns, 1, before[1]),
    steps(tapRows, -1),
    steps(tapColumns, -1),
    width,
  );
  const shape = [rows * columns, tapRows * tapColumns];
  return emit.gather(emit.reshape(padded, [n, height * width, c]), emit.constant(index, shape, 'int32'), 1);
}
