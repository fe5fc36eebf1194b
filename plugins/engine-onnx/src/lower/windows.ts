import { type Value, type Windows, windowCounts } from '@infomin/tensor-program';
import type { Emit } from './emit.js';

/** Positions `[windows, taps]` in a flattened image of `width` columns. */
export function positions(
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

export const steps = (count: number, step: number, from = 0) =>
  Array.from({ length: count }, (_, i) => from + i * step);

/**
 * im2col: `[N, H, W, C]` to `[N, windows, taps, C]`, elements outside of the image being zero. Forward pass and
 * weight gradient of one convolution ask for the same, which common subexpressions then make one.
 */
export function gatherWindows(emit: Emit, x: Value, windows: Windows): Value {
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
    0,
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
  /** Gathers `[N, windows…, C]` to `[N, pixels, taps, C]`, windows that do not exist being zero. */
  gather(y: Value): Value;
  /**
   * Gathers windows `[N, windows…, places · C]`, which have a part for each place in the kernel, to `[N, taps, pixels, C]`:
   * each tap gets its own part. Taps come first as parts of few channels are summed faster so.
   */
  gatherParts(y: Value): Value;
}

/** The pixels `phase`, `phase + stride`, … along one axis: pixel i is covered by window `first + i − j` with tap j. */
interface AxisPhase {
  readonly first: number;
  readonly taps: readonly number[];
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
  const { kernel, strides } = windows;
  const [rows, columns] = [Math.ceil(height / strides[0]), Math.ceil(width / strides[1])];
  const [down, across] = [axisPhases(windows, 0), axisPhases(windows, 1)];
  const margins = [marginsOf(down), marginsOf(across)] as const;
  const bands = down.map((y) => {
    const parts = across.map((x) => {
      const shape = [n, rows, 1, columns, 1, channels];
      if (y.taps.length === 0 || x.taps.length === 0) return emit.expand(emit.scalar(0, 'float32'), shape);
      const taps = y.taps.flatMap((row) => x.taps.map((column) => row * kernel[1] + column));
      const places = kernel[0] * kernel[1];
      const back = (windowed: Value, parts?: Parts) =>
        gatherBack(emit, windowed, [rows, columns], [y, x], margins, parts);
      const phase = {
        pixels: rows * columns,
        taps,
        gather: (windowed: Value) => back(windowed),
        gatherParts: (windowed: Value) => back(windowed, { taps, count: places }),
      };
      return emit.reshape(each(phase), shape);
    });
    return emit.concat(parts, 4);
  });
  const whole = emit.reshape(emit.concat(bands, 2), [n, rows * strides[0], columns * strides[1], channels]);
  return emit.slice(whole, [0, 0, 0, 0], [n, height, width, channels]);
}

function axisPhases({ kernel, strides, pads }: Windows, axis: 0 | 1): AxisPhase[] {
  const [size, stride, pad] = [kernel[axis], strides[axis], pads[axis]!];
  return steps(stride, 1).map((phase) => {
    const start = (phase + pad) % stride;
    const count = Math.max(0, Math.ceil((size - start) / stride));
    return { first: Math.floor((phase + pad) / stride), taps: steps(count, stride, start) };
  });
}

/** How far phases reach before the first window, and past `pixels` windows: the same for all, so that they share a copy. */
function marginsOf(phases: readonly AxisPhase[]): { before: number; after: number } {
  return {
    before: Math.max(0, ...phases.map(({ first, taps }) => taps.length - 1 - first)),
    after: Math.max(0, ...phases.map(({ first }) => first)),
  };
}

/** Which of the `count` parts of a window each tap gets. */
interface Parts {
  readonly taps: readonly number[];
  readonly count: number;
}

/** Gathers windows `first + i − j` for each pixel i and tap j, or parts of them, taps first. */
function gatherBack(
  emit: Emit,
  y: Value,
  [rows, columns]: readonly [number, number],
  [down, across]: readonly [AxisPhase, AxisPhase],
  margins: readonly [ReturnType<typeof marginsOf>, ReturnType<typeof marginsOf>],
  parts?: Parts,
): Value {
  const [n, oh, ow, c] = y.shape as [number, number, number, number];
  const one = [down, across].every(({ first, taps }) => first === 0 && taps.length === 1);
  if (one && !parts && rows === oh && columns === ow) return emit.reshape(y, [n, oh * ow, 1, c]);
  const [vertical, horizontal] = margins;
  const padded = emit.pad(
    y,
    [
      [0, 0],
      [vertical.before, Math.max(0, rows + vertical.after - oh)],
      [horizontal.before, Math.max(0, columns + horizontal.after - ow)],
      [0, 0],
    ],
    0,
  );
  const [, height, width] = padded.shape as [number, number, number, number];
  const index = positions(
    steps(rows, 1, vertical.before + down.first),
    steps(columns, 1, horizontal.before + across.first),
    steps(down.taps.length, -1),
    steps(across.taps.length, -1),
    width,
  );
  const [pixels, taps] = [rows * columns, index.length / (rows * columns)];
  if (!parts) {
    const flat = emit.reshape(padded, [n, height * width, c]);
    return emit.gather(flat, emit.constant(index, [pixels, taps], 'int32'), 1);
  }
  const turned = index.map((_, i) => {
    const [tap, pixel] = [Math.floor(i / pixels), i % pixels];
    return index[pixel * taps + tap]! * parts.count + parts.taps[tap]!;
  });
  const flat = emit.reshape(padded, [n, height * width * parts.count, c / parts.count]);
  return emit.gather(flat, emit.constant(turned, [taps, pixels], 'int32'), 1);
}
