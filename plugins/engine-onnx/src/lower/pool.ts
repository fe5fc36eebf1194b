import { type Shape4, shape4, type Value, type Windows, windowCounts } from '@infomin/tensor-program';
import type { ReductionOp } from '../dialect/reduce.js';
import type { Emit } from './emit.js';
import type { SomeLowerings } from './lowering.js';
import { scatterWindows } from './windows.js';

type Shape3 = readonly [number, number, number];
const shape3 = (value: Value) => value.shape as unknown as Shape3;

/** Windows over the middle axis of `[N, L, R]`: `count` of `size` elements, `stride` apart; the first starts at 0. */
interface Line {
  readonly size: number;
  readonly stride: number;
  readonly count: number;
}

/**
 * What a pooling does along the rows (0) or columns (1) of an image, after `prepare` has brought it to `[N, L, R]` with
 * what lies outside of the image where it is needed.
 */
function lineOf(image: Shape4, windows: Windows, axis: 0 | 1, outside: number) {
  const [n, h, w, c] = image;
  const flat: Shape3 = axis === 0 ? [n, h, w * c] : [n * h, w, c];
  const [before, after] = [windows.pads[axis]!, windows.pads[axis + 2]!];
  const line: Line = {
    size: windows.kernel[axis],
    stride: windows.strides[axis],
    count: windowCounts(h, w, windows)[axis],
  };
  // Behind the last element a maximum can read that element once more, unless a window has nothing else.
  const behind = outside === Number.NEGATIVE_INFINITY && after < line.size ? 0 : after;
  const margins: [number, number][] = [
    [0, 0],
    [before, behind],
    [0, 0],
  ];
  const reduced: Shape4 = axis === 0 ? [n, line.count, w, c] : [n, h, line.count, c];
  return {
    line,
    /** The image with this axis pooled. */
    reduced,
    prepare: (emit: Emit, x: Value) => emit.pad(emit.reshape(x, flat), margins, outside),
    /** The way back from a gradient of what `prepare` gave. */
    restore: (emit: Emit, gradient: Value) => emit.reshape(emit.slice(gradient, [0, before, 0], flat), image),
  };
}

/** Element `tap` of each window, or all of them for a list of taps: `[N, windows, (taps,) R]`. */
function gatherTaps(emit: Emit, x: Value, { stride, count }: Line, taps: number | readonly number[]): Value {
  const last = x.shape[1]! - 1;
  const list = [taps].flat();
  const places = Array.from({ length: count }, (_, i) =>
    list.map((tap) => Math.min(i * stride + tap, last)),
  ).flat();
  const shape = typeof taps === 'number' ? [count] : [count, list.length];
  return emit.gather(x, emit.constant(Int32Array.from(places), shape, 'int32'), 1);
}

const tapsOf = ({ size }: Line) => Array.from({ length: size }, (_, tap) => tap);

/** Reduces each window of `[N, L, R]` to one element: `[N, windows, R]`. */
function reduceLine(emit: Emit, op: ReductionOp, x: Value, line: Line): Value {
  const [n, length, rest] = shape3(x);
  const blocks = line.size === line.stride && length === line.size * line.count;
  const windows = blocks
    ? emit.reshape(x, [n, line.count, line.size, rest])
    : gatherTaps(emit, x, line, tapsOf(line));
  return emit.reduce(op, windows, [2]);
}

/** Reduces the windows of `[N, H, W, C]`, first along the columns: `[N, H, OW, C]`, then `[N, OH, OW, C]`. */
function pooled(emit: Emit, x: Value, windows: Windows, op: ReductionOp, outside: number): [Value, Value] {
  const across = lineOf(shape4(x), windows, 1, outside);
  const columns = emit.reshape(reduceLine(emit, op, across.prepare(emit, x), across.line), across.reduced);
  const down = lineOf(across.reduced, windows, 0, outside);
  const rows = emit.reshape(reduceLine(emit, op, down.prepare(emit, columns), down.line), down.reduced);
  return [columns, rows];
}

const maxPooled = (emit: Emit, x: Value, windows: Windows) =>
  pooled(emit, x, windows, 'ReduceMax', Number.NEGATIVE_INFINITY);

/**
 * The gradient of the maximum `y` of windows along a line, to the first of the largest: each tap takes what those
 * before it have left. `dy` and `y` are `[N, windows, R]`, `x` and the result `[N, L, R]`.
 */
function maxLineGradient(emit: Emit, dy: Value, x: Value, y: Value, line: Line): Value {
  let left = dy;
  const shares = tapsOf(line).map((tap) => {
    if (tap === line.size - 1) return left;
    const equal = emit.binary('Equal', gatherTaps(emit, x, line, tap), y);
    const share = emit.binary('Mul', left, emit.cast(equal, 'float32'));
    left = emit.binary('Sub', left, share);
    return share;
  });
  const [n, length, rest] = shape3(x);
  const places = Math.ceil(length / line.stride);
  // The elements phase, phase + stride, … are reached by the taps phase, phase + stride, … of windows further and further back.
  const phases = Array.from({ length: line.stride }, (_, phase) => {
    const reaching = shares.filter((_, tap) => tap % line.stride === phase);
    const moved = reaching.map((share, back) =>
      emit.pad(
        share,
        [
          [0, 0],
          [back, places - back - line.count],
          [0, 0],
        ],
        0,
      ),
    );
    const none = () => emit.expand(emit.scalar(0, 'float32'), [n, places, rest]);
    const sum = moved.length === 0 ? none() : moved.reduce((a, b) => emit.binary('Add', a, b));
    return emit.reshape(sum, [n, places, 1, rest]);
  });
  const whole = emit.reshape(emit.concat(phases, 2), [n, places * line.stride, rest]);
  return emit.slice(whole, [0, 0, 0], [n, length, rest]);
}

/** How many elements of the image each window has, `[1, OH, OW, 1]`. */
function windowSizes(emit: Emit, [, h, w]: Shape4, windows: Windows): Value {
  const { kernel, strides, pads } = windows;
  const [rows, columns] = windowCounts(h, w, windows);
  const inside = (window: number, axis: 0 | 1, size: number) => {
    const start = window * strides[axis] - pads[axis]!;
    return Math.min(start + kernel[axis], size) - Math.max(start, 0);
  };
  const counts = Array.from(
    { length: rows * columns },
    (_, i) => inside(Math.floor(i / columns), 0, h) * inside(i % columns, 1, w),
  );
  return emit.floats(counts, [1, rows, columns, 1]);
}

export const poolLowerings = {
  MaxPool: (emit, { inputs: [x], attrs }) => maxPooled(emit, x, attrs)[1],
  AvgPool: (emit, { inputs: [x], attrs: windows }) => {
    const sums = pooled(emit, x, windows, 'ReduceSum', 0)[1];
    return emit.binary('Div', sums, windowSizes(emit, shape4(x), windows));
  },
  /** The gradient goes to the first of a window's largest elements, row by row, as in tfjs. */
  MaxPoolGrad: (emit, { inputs: [dy, x, y], attrs: windows }) => {
    const [columns] = maxPooled(emit, x, windows);
    const across = lineOf(shape4(x), windows, 1, Number.NEGATIVE_INFINITY);
    const down = lineOf(across.reduced, windows, 0, Number.NEGATIVE_INFINITY);
    const back = (part: typeof across, dy: Value, x: Value, y: Value) => {
      const prepared = part.prepare(emit, x);
      const [n, , rest] = shape3(prepared);
      const windowed = (value: Value) => emit.reshape(value, [n, part.line.count, rest]);
      return part.restore(emit, maxLineGradient(emit, windowed(dy), prepared, windowed(y), part.line));
    };
    return back(across, back(down, dy, columns, y), x, columns);
  },
  /** Each element of a window gets its share, the window's gradient over the number of its elements inside of the image. */
  AvgPoolGrad: (emit, { inputs: [dy, x], attrs: windows }) => {
    const shape = shape4(x);
    const share = emit.binary('Div', dy, windowSizes(emit, shape, windows));
    return scatterWindows(emit, windows, shape, (phase) =>
      emit.reduce('ReduceSum', phase.gather(share), [2]),
    );
  },
} satisfies SomeLowerings;
