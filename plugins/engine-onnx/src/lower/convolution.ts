import {
  type Core,
  core,
  type Node,
  type NodeOf,
  type Shape4,
  shape4,
  type Value,
  type Windows,
  windowCounts,
} from '@infomin/tensor-program';
import type { Emit } from './emit.js';
import { type Group, groupedColumns, groupedFilter, groupOf, ungroupedFilter } from './grouped.js';
import type { SomeLowerings } from './lowering.js';
import { canMerge, mergedInputGradient, suitsMerging } from './merged.js';
import { gatherWindows, scatterWindows } from './windows.js';
import { blockFilterGradient, blockForward, blockInputGradient, canBlock, suitsBlocks } from './winograd.js';

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

const { Conv2D, Conv2DBackpropFilter, Conv2DBackpropInput } = core.rows;
const convolutionRows = { Conv2D, Conv2DBackpropFilter, Conv2DBackpropInput };
const convolutionOps: ReadonlySet<string> = new Set(Object.keys(convolutionRows));

/** A convolution or one of its gradients. */
export type Convolution = Extract<Node<Core>, { readonly op: keyof typeof convolutionRows }>;

/** The geometry of a node that is a convolution or one of its gradients. */
export function geometryOf(node: Node<Core>): Geometry | undefined {
  if (!convolutionOps.has(node.op)) return undefined;
  const { op, inputs, attrs, outputs } = node as Convolution;
  const shapes = [...inputs, outputs[0]].map(shape4);
  const { image, filter, result } = convolutionRows[op].convolution!;
  const { kernel, strides, dilations, pads } = attrs;
  const windows = { kernel, strides, dilations, pads };
  return { windows, image: shapes[image]!, filter: shapes[filter]!, result: shapes[result]! };
}

/** The ways that a convolution can take, where `ops` of it and its gradients are there; the one it takes untuned first. */
export function waysOf(
  { windows, image, filter, result }: Geometry,
  ops: ReadonlySet<string> = convolutionOps,
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

/** The way that is to be taken; the untuned one if there is none. */
export type ChooseWay = (geometry: Geometry) => Way | undefined;

interface Chosen extends Geometry {
  readonly way: Way;
  readonly group: Group | undefined;
}

function chosen(node: Convolution, choose: ChooseWay): Chosen {
  const geometry = geometryOf(node)!;
  const { windows, image, result } = geometry;
  const way = choose(geometry) ?? waysOf(geometry)[0]!;
  return { ...geometry, way, group: way === 'groups' ? groupOf(windows, image[3], result[2]) : undefined };
}

function forward(emit: Emit, x: Value, filter: Value, { windows, result, way, group }: Chosen): Value {
  const [kh, kw, c, o] = shape4(filter);
  const [, oh, ow] = result;
  if (way === 'blocks') return blockForward(emit, x, filter, windows);
  const product = group
    ? emit.matmul(groupedColumns(emit, x, group, [oh, ow]), groupedFilter(emit, filter, group))
    : emit.matmul(columns(emit, x, windows), emit.reshape(filter, [kh * kw * c, o]));
  return emit.reshape(product, result);
}

function filterGradient(emit: Emit, x: Value, dy: Value, { windows, filter, way, group }: Chosen): Value {
  const [n, oh, ow, o] = shape4(dy);
  if (way === 'blocks') return blockFilterGradient(emit, x, dy, windows);
  if (group) {
    const rows = emit.reshape(dy, [(n * oh * ow) / group.results, group.results * o]);
    const product = productOverRows(emit, groupedColumns(emit, x, group, [oh, ow]), rows);
    return ungroupedFilter(emit, product, filter, group);
  }
  const product = productOverRows(emit, columns(emit, x, windows), emit.reshape(dy, [n * oh * ow, o]));
  return emit.reshape(product, filter);
}

/** With so many times fewer channels in an image than in its gradient, products are gathered rather than multiplied. */
const few = 4;

function inputGradient(emit: Emit, dy: Value, filter: Value, { windows, image: shape, way }: Chosen): Value {
  const [kh, kw, c, o] = shape4(filter);
  const [n, oh, ow] = shape4(dy);
  if (way === 'blocks') return blockInputGradient(emit, dy, filter, windows, shape);
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
  if (way === 'merged') return mergedInputGradient(emit, dy, filter, windows, shape);
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

function depthwise(
  emit: Emit,
  { inputs: [x, filter], attrs, outputs: [y] }: NodeOf<Core, 'DepthwiseConv2dNative'>,
): Value {
  const [kh, kw, c, m] = shape4(filter);
  const gathered = gatherWindows(emit, x, attrs);
  const [n, count, taps] = shape4(gathered);
  const product = emit.binary(
    'Mul',
    emit.reshape(gathered, [n, count, taps, c, 1]),
    emit.reshape(filter, [kh * kw, c, m]),
  );
  return emit.reshape(emit.reduce('ReduceSum', product, [2]), y.shape);
}

function depthwiseFilterGradient(
  emit: Emit,
  { inputs: [x, dy], attrs, outputs: [y] }: NodeOf<Core, 'DepthwiseConv2dNativeBackpropFilter'>,
): Value {
  const [, , c, m] = shape4(y);
  const gathered = gatherWindows(emit, x, attrs);
  const [n, count, taps] = shape4(gathered);
  const product = emit.binary(
    'Mul',
    emit.reshape(gathered, [n, count, taps, c, 1]),
    emit.reshape(dy, [n, count, 1, c, m]),
  );
  return emit.reshape(emit.reduce('ReduceSum', product, [0, 1]), y.shape);
}

function depthwiseInputGradient(
  emit: Emit,
  { inputs: [dy, filter], attrs, outputs: [y] }: NodeOf<Core, 'DepthwiseConv2dNativeBackpropInput'>,
): Value {
  const [kh, kw, c, m] = shape4(filter);
  const taps = emit.reshape(filter, [kh * kw, c, m]);
  const shape = shape4(y);
  return scatterWindows(emit, attrs, shape, (phase) => {
    const gathered = emit.reshape(phase.gather(dy), [shape[0], phase.pixels, phase.taps.length, c, m]);
    const product = emit.binary('Mul', gathered, emit.gather(taps, emit.ints(phase.taps), 0));
    return emit.reduce('ReduceSum', product, [2, 4]);
  });
}

export const convolutionLowerings = (choose: ChooseWay) =>
  ({
    Conv2D: (emit, node) => forward(emit, ...node.inputs, chosen(node, choose)),
    Conv2DBackpropFilter: (emit, node) => filterGradient(emit, ...node.inputs, chosen(node, choose)),
    Conv2DBackpropInput: (emit, node) => inputGradient(emit, ...node.inputs, chosen(node, choose)),
    DepthwiseConv2dNative: depthwise,
    DepthwiseConv2dNativeBackpropFilter: depthwiseFilterGradient,
    DepthwiseConv2dNativeBackpropInput: depthwiseInputGradient,
  }) satisfies SomeLowerings;
