import { UserError } from '@infomin/plugin';
import type { Node, Value } from '@infomin/tensor-program';
import type { Emit } from './emit.js';
import { type Group, groupedColumns, groupedFilter, groupOf, ungroupedFilter } from './grouped.js';
import { attributes, type Lowering, type Lowerings } from './lowering.js';
import { canMerge, mergedInputGradient, suitsMerging } from './merged.js';
import { gatherWindows, scatterWindows, type Windows, windowCounts, windowsOf } from './windows.js';
import { blockFilterGradient, blockForward, blockInputGradient, canBlock, suitsBlocks } from './winograd.js';

type Shape4 = readonly [number, number, number, number];
const shape4 = (value: Value) => value.shape as unknown as Shape4;

/** Lowers a convolution of NHWC images; the other layout is refused. */
function nhwc(lower: (emit: Emit, a: Value, b: Value, windows: Windows, node: Node) => Value): Lowering {
  return (emit, node) => {
    const { format } = attributes<{ format: string }>(node);
    if (format !== 'NHWC') {
      throw new UserError(`${node.op} in the layout ${format} cannot be compiled`, 'Use NHWC, the default.');
    }
    return lower(emit, node.inputs[0]!, node.inputs[1]!, windowsOf(node), node);
  };
}

/** Windows as rows of a matrix: `[N · OH · OW, KH · KW · C]`. */
function columns(emit: Emit, x: Value, windows: Windows): Value {
  const [n, h, w, c] = shape4(x);
  const [oh, ow] = windowCounts(h, w, windows);
  const [kh, kw] = windows.kernel;
  if (kh === 1 && kw === 1 && windows.pads.every((pad) => pad === 0)) {
    const picked = emit.slice(
      x,
      [0, 0, 0, 0],
      [n, oh, ow, c],
      [1, windows.strides[0], windows.strides[1], 1],
    );
    return emit.reshape(picked, [n * oh * ow, c]);
  }
  return emit.reshape(gatherWindows(emit, x, windows), [n * oh * ow, kh * kw * c]);
}

/** How many parts a product over `rows` is split into: a divisor of rows, parts no longer than what a cache holds. */
function parts(rows: number): number {
  const wanted = Math.max(Math.min(8, Math.floor(rows / 512)), Math.floor(rows / 2048));
  for (let count = wanted; count > 1; count--) if (rows % count === 0) return count;
  return 1;
}

/**
 * aᵀ · b over a long first axis: `[M, P]`, `[M, Q]` to `[P, Q]`. ONNX Runtime's MatMul shares out its results, not what
 * it adds up, so the axis is split into a batch; and it reads a transposed operand slower, so a narrow one is turned before.
 */
function productOverRows(emit: Emit, a: Value, b: Value): Value {
  const [m, p] = a.shape as [number, number];
  const q = b.shape[1]!;
  const count = parts(m);
  const split = (x: Value, columns: number) => emit.reshape(x, [count, m / count, columns]);
  if (p >= 4 * q && q >= 16 && q <= 64) {
    const product = emit.matmul(emit.transpose(split(b, q), [0, 2, 1]), split(a, p));
    return emit.transpose(emit.reduce('ReduceSum', product, [0]), [1, 0]);
  }
  return emit.reduce('ReduceSum', emit.matmul(split(a, p), split(b, q), { transA: true }), [0]);
}

/**
 * How a convolution can be computed: im2col of pixels, Winograd's blocks, im2col of units of pixels, or im2col of pixels with
 * an input gradient of one product.
 */
export const ways = ['windows', 'blocks', 'groups', 'merged'] as const;
export type Way = (typeof ways)[number];

/** Shapes of a convolution, be it forward or one of its gradients. */
export interface Geometry {
  readonly windows: Windows;
  readonly image: Shape4;
  /** `[KH, KW, C, O]` */
  readonly filter: Shape4;
  readonly result: Shape4;
}

/** The geometry of a node that is a convolution of NHWC images or one of its gradients. */
export function geometryOf({ op, inputs, attrs, outputs }: Node): Geometry | undefined {
  if (!(op in convolutionOps) || attrs.format !== 'NHWC') return undefined;
  const shapes = [inputs[0]!, inputs[1]!, outputs[0]!].map(shape4) as [Shape4, Shape4, Shape4];
  const at = convolutionOps[op as keyof typeof convolutionOps];
  return {
    windows: attrs as unknown as Windows,
    image: shapes[at.image],
    filter: shapes[at.filter],
    result: shapes[at.result],
  };
}

/** Which of first input, second input and output is what of a convolution. */
const convolutionOps = {
  Conv2D: { image: 0, filter: 1, result: 2 },
  Conv2DBackpropFilter: { image: 0, filter: 2, result: 1 },
  Conv2DBackpropInput: { image: 2, filter: 1, result: 0 },
} as const;

/** The ways that a convolution can take, where `ops` of it and its gradients are there; the one it takes untuned first. */
export function waysOf(
  { windows, image, filter, result }: Geometry,
  ops: ReadonlySet<string> = new Set(Object.keys(convolutionOps)),
): readonly Way[] {
  const [, , c, o] = filter;
  const [, oh, ow] = result;
  const merged: Way[] = ops.has('Conv2DBackpropInput') && canMerge(windows, c) ? ['merged'] : [];
  const blocks: Way[] = canBlock(windows) ? ['blocks'] : [];
  const groups: Way[] = groupOf(windows, image[3], ow) ? ['groups'] : [];
  if (suitsBlocks(windows, [c, o], [oh, ow])) return [...blocks, 'windows', ...groups];
  if (suitsMerging(windows, c)) return [...merged, 'windows', ...groups];
  return ['windows', ...groups, ...blocks, ...merged];
}

function wayOf(node: Node): { way: Way; group: Group | undefined } {
  const geometry = geometryOf(node)!;
  const way = (node.attrs.way as Way | undefined) ?? waysOf(geometry)[0]!;
  const { windows, image, result } = geometry;
  return { way, group: way === 'groups' ? groupOf(windows, image[3], result[2]) : undefined };
}

function forward(emit: Emit, x: Value, filter: Value, windows: Windows, node: Node): Value {
  const [kh, kw, c, o] = shape4(filter);
  const [, oh, ow] = shape4(node.outputs[0]!);
  const { way, group } = wayOf(node);
  if (way === 'blocks') return blockForward(emit, x, filter, windows);
  const product = group
    ? emit.matmul(groupedColumns(emit, x, group, [oh, ow]), groupedFilter(emit, filter, group))
    : emit.matmul(columns(emit, x, windows), emit.reshape(filter, [kh * kw * c, o]));
  return emit.reshape(product, node.outputs[0]!.shape);
}

function filterGradient(emit: Emit, x: Value, dy: Value, windows: Windows, node: Node): Value {
  const [n, oh, ow, o] = shape4(dy);
  const { way, group } = wayOf(node);
  if (way === 'blocks') return blockFilterGradient(emit, x, dy, windows);
  if (group) {
    const rows = emit.reshape(dy, [(n * oh * ow) / group.results, group.results * o]);
    const product = productOverRows(emit, groupedColumns(emit, x, group, [oh, ow]), rows);
    return ungroupedFilter(emit, product, node.outputs[0]!.shape, group);
  }
  const product = productOverRows(emit, columns(emit, x, windows), emit.reshape(dy, [n * oh * ow, o]));
  return emit.reshape(product, node.outputs[0]!.shape);
}

/** With so many times fewer channels in an image than in its gradient, products are gathered rather than multiplied. */
const few = 4;

function inputGradient(emit: Emit, dy: Value, filter: Value, windows: Windows, node: Node): Value {
  const [kh, kw, c, o] = shape4(filter);
  const shape = shape4(node.outputs[0]!);
  const [n, oh, ow] = shape4(dy);
  if (wayOf(node).way === 'blocks') return blockInputGradient(emit, dy, filter, windows, shape);
  const taps = emit.reshape(filter, [kh * kw, c, o]);
  if (
    kh === 1 &&
    kw === 1 &&
    windows.strides.every((stride) => stride === 1) &&
    shape[1] === oh &&
    shape[2] === ow
  ) {
    const product = emit.matmul(emit.reshape(dy, [n * oh * ow, o]), emit.reshape(filter, [c, o]), {
      transB: true,
    });
    return emit.reshape(product, shape);
  }
  if (wayOf(node).way === 'merged') return mergedInputGradient(emit, dy, filter, windows, shape);
  if (c * few <= o) {
    const matrix = emit.reshape(filter, [kh * kw * c, o]);
    const product = emit.matmul(emit.reshape(dy, [n * oh * ow, o]), matrix, { transB: true });
    const parts = emit.reshape(product, [n, oh, ow, kh * kw * c]);
    return scatterWindows(emit, windows, shape, (phase) =>
      emit.reduce('ReduceSum', phase.gatherParts(parts), [1]),
    );
  }
  return scatterWindows(emit, windows, shape, (phase) => {
    const rows = emit.reshape(phase.gather(dy), [n * phase.pixels, phase.taps.length * o]);
    const picked = emit.gather(taps, emit.ints(phase.taps), 0);
    const matrix = emit.reshape(emit.transpose(picked, [0, 2, 1]), [phase.taps.length * o, c]);
    return emit.reshape(emit.matmul(rows, matrix), [n, phase.pixels, c]);
  });
}

function depthwise(emit: Emit, x: Value, filter: Value, windows: Windows, node: Node): Value {
  const [kh, kw, c, m] = shape4(filter);
  const gathered = gatherWindows(emit, x, windows);
  const [n, count, taps] = shape4(gathered);
  const product = emit.binary(
    'Mul',
    emit.reshape(gathered, [n, count, taps, c, 1]),
    emit.reshape(filter, [kh * kw, c, m]),
  );
  return emit.reshape(emit.reduce('ReduceSum', product, [2]), node.outputs[0]!.shape);
}

function depthwiseFilterGradient(emit: Emit, x: Value, dy: Value, windows: Windows, node: Node): Value {
  const [, , c, m] = shape4(node.outputs[0]!);
  const gathered = gatherWindows(emit, x, windows);
  const [n, count, taps] = shape4(gathered);
  const product = emit.binary(
    'Mul',
    emit.reshape(gathered, [n, count, taps, c, 1]),
    emit.reshape(dy, [n, count, 1, c, m]),
  );
  return emit.reshape(emit.reduce('ReduceSum', product, [0, 1]), node.outputs[0]!.shape);
}

function depthwiseInputGradient(emit: Emit, dy: Value, filter: Value, windows: Windows, node: Node): Value {
  const [kh, kw, c, m] = shape4(filter);
  const taps = emit.reshape(filter, [kh * kw, c, m]);
  const shape = shape4(node.outputs[0]!);
  return scatterWindows(emit, windows, shape, (phase) => {
    const gathered = emit.reshape(phase.gather(dy), [shape[0], phase.pixels, phase.taps.length, c, m]);
    const product = emit.binary('Mul', gathered, emit.gather(taps, emit.ints(phase.taps), 0));
    return emit.reduce('ReduceSum', product, [2, 4]);
  });
}

export const convolutionLowerings: Lowerings = {
  Conv2D: nhwc(forward),
  Conv2DBackpropFilter: nhwc(filterGradient),
  Conv2DBackpropInput: nhwc(inputGradient),
  DepthwiseConv2dNative: nhwc(depthwise),
  DepthwiseConv2dNativeBackpropFilter: nhwc(depthwiseFilterGradient),
  DepthwiseConv2dNativeBackpropInput: nhwc(depthwiseInputGradient),
};
