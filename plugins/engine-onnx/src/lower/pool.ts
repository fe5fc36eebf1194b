import type { Node, Value } from '../graph/graph.js';
import type { Emit } from './emit.js';
import type { Lowerings } from './lowering.js';
import {
  areBlocks,
  gatherWindows,
  scatterWindows,
  type Windows,
  windowCounts,
  windowsOf,
} from './windows.js';

type Shape4 = readonly [number, number, number, number];
const shape4 = (value: Value) => value.shape as unknown as Shape4;

/** Reduces each window of `[N, H, W, C]`; elements outside of the image are `outside`. */
function pooled(emit: Emit, node: Node, op: string, outside: number): Value {
  const [x] = node.inputs as [Value];
  const windows = windowsOf(node);
  const [n, h, w, c] = shape4(x);
  const { shape } = node.outputs[0]!;
  const [kh, kw] = windows.kernel;
  if (areBlocks(h, w, windows)) {
    return emit.reduce(op, emit.reshape(x, [n, h / kh, kh, w / kw, kw, c]), [2, 4]);
  }
  return emit.reshape(emit.reduce(op, gatherWindows(emit, x, windows, outside), [2]), shape);
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

export const poolLowerings: Lowerings = {
  MaxPool: (emit, node) => pooled(emit, node, 'ReduceMax', Number.NEGATIVE_INFINITY),
  AvgPool: (emit, node) => {
    const [x] = node.inputs as [Value];
    const windows = windowsOf(node);
    if (windows.pads.every((pad) => pad === 0)) return pooled(emit, node, 'ReduceMean', 0);
    return emit.binary('Div', pooled(emit, node, 'ReduceSum', 0), windowSizes(emit, shape4(x), windows));
  },
  /** The gradient goes to the first of a window's largest elements, as in tfjs. */
  MaxPoolGrad: (emit, node) => {
    const [dy, x] = node.inputs as [Value, Value];
    const windows = windowsOf(node);
    const gathered = gatherWindows(emit, x, windows, Number.NEGATIVE_INFINITY);
    const [n, count, , c] = shape4(gathered);
    const first = emit.op('ArgMax', [gathered], { axis: 2, keepdims: 0 }, [n, count, c], 'int64');
    const chosen = emit.reshape(emit.cast(first, 'int32'), dy.shape);
    return scatterWindows(emit, windows, shape4(node.outputs[0]!), (phase) => {
      const tap = emit.constant(Int32Array.from(phase.taps), [phase.taps.length, 1], 'int32');
      const mine = emit.binary('Equal', phase.gather(chosen, -1), tap, 'bool');
      const masked = emit.binary('Mul', phase.gather(dy), emit.cast(mine, 'float32'));
      return emit.reduce('ReduceSum', masked, [2]);
    });
  },
  /**
   * Each element of a window gets its share, the window's gradient over the number of its elements inside of the image.
   * tfjs's cpu backend divides by the size of the kernel instead, which at padded borders is not the gradient.
   */
  AvgPoolGrad: (emit, node) => {
    const [dy] = node.inputs as [Value];
    const windows = windowsOf(node);
    const shape = shape4(node.outputs[0]!);
    const share = emit.binary('Div', dy, windowSizes(emit, shape, windows));
    return scatterWindows(emit, windows, shape, (phase) =>
      emit.reduce('ReduceSum', phase.gather(share), [2]),
    );
  },
};
