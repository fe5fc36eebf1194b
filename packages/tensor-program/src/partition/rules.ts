import type { Node, NodeOf, OpOf, Value } from '../ir/graph.js';
import type { Core } from '../ops/core.js';
import type { Traits } from '../ops/row.js';
import { sizeOf } from '../ops/type.js';
import { isSplit, type Layout, partial, partOf, replicated, reshaped, type Split, split } from './layout.js';
import type { Placed, Placement } from './placement.js';
import { contracted } from './products.js';

/** A placement where there is one that is better than every rank computing all of it. */
export type Rule<K extends OpOf<Core>> = (node: NodeOf<Core, K>, placed: Placed) => Placement | undefined;

/** Of ops with one input that holds along every axis but some. */
function along<K extends OpOf<Core>>(
  taken: (node: NodeOf<Core, K>, axis: number, shape: readonly number[]) => boolean,
  moved: (node: NodeOf<Core, K>, axis: number) => number = (_, axis) => axis,
  attrs?: (node: NodeOf<Core, K>, axis: number, ranks: number) => object,
): Rule<K> {
  return (node, { layouts, ranks }) => {
    const at = splitOf(layouts);
    const [x] = node.inputs as readonly [Value];
    if (!at || taken(node, at.axis, x.shape)) return undefined;
    const result = split(moved(node, at.axis), at.blocks);
    return {
      inputs: [at],
      outputs: node.outputs.map(() => result),
      ...(attrs && { attrs: attrs(node, at.axis, ranks) }),
    };
  };
}

function splitOf(layouts: readonly Layout[]): Split | undefined {
  return layouts.find(isSplit);
}

/** Whether the last axis is split, along which some ops compute. */
const last = (_: unknown, axis: number, shape: readonly number[]) => axis === shape.length - 1;

type Slicing = Rule<'Slice'>;

const slice: Slicing = ({ inputs: [x], attrs: { begin, size } }, { layouts, ranks }) => {
  const at = splitOf(layouts)!;
  const { axis } = at;
  const [dim, from, count] = [x.shape[axis]!, begin[axis]!, size[axis]!];
  const width = dim / at.blocks;
  if (from % width !== 0 || count % width !== 0 || count === 0) return undefined;
  const local = { begin: partOf(begin, axis, ranks), size: partOf(size, axis, ranks) };
  return { inputs: [at], outputs: split(axis, count / width), attrs: local };
};

const splitV: Rule<'SplitV'> = ({ inputs: [x], attrs: { axis, sizes } }, { layouts, ranks }) => {
  const at = splitOf(layouts)!;
  if (at.axis !== axis) return { inputs: [at], outputs: sizes.map(() => at) };
  const width = x.shape[axis]! / at.blocks;
  if (sizes.some((size) => size === 0 || size % width !== 0)) return undefined;
  return {
    inputs: [at],
    outputs: sizes.map((size) => split(axis, size / width)),
    attrs: { axis, sizes: sizes.map((size) => size / ranks) },
  };
};

const concat: Rule<'Concat'> = ({ inputs, attrs: { axis } }, { layouts }) => {
  const at = splitOf(layouts);
  if (!at) return undefined;
  if (at.axis !== axis) return { inputs: layouts.map(() => at), outputs: at };
  const width = inputs[layouts.indexOf(at)]!.shape[axis]! / at.blocks;
  if (inputs.some(({ shape }) => shape[axis] === 0 || shape[axis]! % width !== 0)) return undefined;
  const blocks = inputs.map(({ shape }) => shape[axis]! / width);
  return {
    inputs: blocks.map((count) => split(axis, count)),
    outputs: split(
      axis,
      blocks.reduce((a, b) => a + b, 0),
    ),
  };
};

const reshape: Rule<'Reshape'> = ({ inputs: [x], attrs: { shape } }, { layouts, ranks }) => {
  const at = splitOf(layouts)!;
  const result = reshaped(x.shape, shape, at, ranks);
  if (!result) return undefined;
  return { inputs: [at], outputs: result, attrs: { shape: partOf(shape, result.axis, ranks) } };
};

const stridedSlice: Rule<'StridedSlice'> = ({ inputs: [x], attrs }, { layouts, ranks }) => {
  const at = splitOf(layouts)!;
  const { begin, size, shape } = attrs;
  const { axis } = at;
  const whole = begin[axis] === 0 && size[axis] === x.shape[axis];
  const result = whole ? reshaped(size, shape, at, ranks) : undefined;
  if (!result) return undefined;
  const local = { size: partOf(size, axis, ranks), shape: partOf(shape, result.axis, ranks) };
  return { inputs: [at], outputs: result, attrs: { ...attrs, ...local } };
};

const broadcastTo: Rule<'BroadcastTo'> = ({ inputs: [x], attrs: { shape } }, { layouts, ranks }) => {
  const at = splitOf(layouts)!;
  const axis = at.axis + shape.length - x.shape.length;
  return { inputs: [at], outputs: split(axis, at.blocks), attrs: { shape: partOf(shape, axis, ranks) } };
};

/** Places for a rank's rows of indices, or a part of what each place holds. */
const gather: Rule<'GatherV2'> = ({ inputs: [, indices], attrs: { axis, batchDims } }, { layouts }) => {
  const [from, at] = layouts as readonly [Layout, Layout];
  if (batchDims > 0) {
    const batch = [from, at].find(isSplit);
    if (!batch || batch.axis >= batchDims) return undefined;
    return { inputs: [batch, batch], outputs: batch };
  }
  if (isSplit(at)) return { inputs: [replicated, at], outputs: split(axis + at.axis, at.blocks) };
  if (!isSplit(from) || from.axis === axis) return undefined;
  const moved = from.axis < axis ? from.axis : from.axis + indices.shape.length - 1;
  return { inputs: [from, replicated], outputs: split(moved, from.blocks) };
};

const gatherNd: Rule<'GatherNd'> = ({ inputs: [, indices] }, { layouts: [, at] }) => {
  if (!at || !isSplit(at) || at.axis === indices.shape.length - 1) return undefined;
  return { inputs: [replicated, at], outputs: at };
};

/** Rows that are added up at places: each rank adds up its own. */
const scatterNd: Rule<'ScatterNd'> = ({ inputs: [indices] }, { layouts }) => {
  const at = splitOf(layouts)!;
  if (at.axis >= indices.shape.length - 1) return undefined;
  return { inputs: [at, at], outputs: partial };
};

const segmentSum: Rule<'UnsortedSegmentSum'> = ({ inputs: [, ids] }, { layouts }) => {
  const at = splitOf(layouts)!;
  return at.axis >= ids.shape.length ? undefined : { inputs: [at, at], outputs: partial };
};

const argument = along<'ArgMax' | 'ArgMin'>(
  ({ attrs }, axis) => axis === attrs.axis,
  ({ attrs }, axis) => (axis > attrs.axis ? axis - 1 : axis),
);

/** Of ops whose traits do not say it, where an input is split. */
const rules: { readonly [K in OpOf<Core>]?: Rule<K> } = {
  Reshape: reshape,
  StridedSlice: stridedSlice,
  Slice: slice,
  SplitV: splitV,
  Concat: concat,
  BroadcastTo: broadcastTo,
  GatherV2: gather,
  GatherNd: gatherNd,
  ScatterNd: scatterNd,
  UnsortedSegmentSum: segmentSum,
  BatchMatMul: ({ inputs, attrs: { transposeA, transposeB }, outputs: [y] }, placed) => {
    const batch = Array.from({ length: y.shape.length - 2 }, (_, i) => `b${y.shape.length - 2 - i}`);
    const ends = (x: Value, pair: readonly [string, string], transposed: boolean) => [
      ...batch.slice(batch.length - (x.shape.length - 2)).map((label, i) => (x.shape[i] === 1 ? '' : label)),
      ...(transposed ? pair.toReversed() : pair),
    ];
    const [a, b] = inputs;
    return contracted(
      [ends(a, ['i', 'k'], transposeA), ends(b, ['k', 'j'], transposeB)],
      [...batch, 'i', 'j'],
      { inputs, output: y },
      placed,
    );
  },
  Einsum: ({ inputs, attrs: { equation }, outputs: [y] }, placed) => {
    const [terms, result] = equation.split('->') as [string, string];
    return contracted(
      terms.split(',').map((term) => [...term]),
      [...result],
      { inputs, output: y },
      placed,
    );
  },
  Identity: along(() => false),
  Transpose: along<'Transpose'>(
    () => false,
    ({ attrs: { perm } }, axis) => perm.indexOf(axis),
  ),
  Unpack: along<'Unpack'>(
    ({ attrs }, axis) => axis === attrs.axis,
    ({ attrs }, axis) => (axis > attrs.axis ? axis - 1 : axis),
  ),
  PadV2: along<'PadV2'>(({ attrs: { paddings } }, axis) => paddings[axis]!.some((count) => count > 0)),
  MirrorPad: along<'MirrorPad'>(({ attrs: { paddings } }, axis) =>
    paddings[axis]!.some((count) => count > 0),
  ),
  Tile: along<'Tile'>(({ attrs: { reps } }, axis) => reps[axis] !== 1),
  Reverse: along<'Reverse'>(({ attrs: { axes } }, axis) => axes.includes(axis)),
  Softmax: along(last),
  Cumsum: along<'Cumsum'>(({ attrs }, axis) => axis === attrs.axis),
  ArgMax: argument,
  ArgMin: argument,
  TopK: along(last),
  OneHot: along(() => false),
};

/** How the ranks compute a node best, given how they hold its inputs; nothing: each computes all of it. */
export function placementOf(node: Node<Core>, placed: Placed, row: Traits): Placement | undefined {
  const { layouts } = placed;
  if (!layouts.some(isSplit)) return added(node, placed, row);
  if (row.elementwise) return elementwise(node, placed);
  if (row.reduces) return reduction(node as NodeOf<Core, 'Sum'>, placed, row.reduces);
  if (row.batch) return ofBatch(placed, row.batch);
  return (rules[node.op] as Rule<never> | undefined)?.(node as never, placed);
}

/**
 * What is linear in what the ranks have yet to add up can be added up later, where it is not larger then. Gradients that are put
 * behind one another are added up together.
 */
function added({ op, inputs, outputs }: Node<Core>, { layouts }: Placed, row: Traits): Placement | undefined {
  const open = layouts.map(({ kind }) => kind === 'partial');
  const [count, size] = [
    open.filter(Boolean).length,
    (values: readonly Value[]) => sum(values.map(sizeOfValue)),
  ];
  const opened = size(inputs.filter((_, i) => open[i]));
  const whole = size(outputs);
  if (count === 0 || ![...inputs, ...outputs].every(({ dtype }) => dtype === 'float32')) return undefined;
  const outcome = outputs.map(() => partial);
  if (op === 'Concat' && 2 * opened >= whole) return { inputs: layouts.map(() => partial), outputs: outcome };
  const jointly =
    row.linear === 'jointly' || row.rearranges || row.reduces === 'sum' || row.reduces === 'mean';
  const fits =
    (jointly && count === inputs.length) ||
    (row.linear === 'each' && count === 1) ||
    (row.linear === 'first' && open[0] && count === 1);
  return fits && whole <= opened ? { inputs: layouts, outputs: outcome } : undefined;
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const sizeOfValue = ({ shape }: Value) => sizeOf(shape);

/** The largest split input says which axis; what broadcasts along it each rank has whole. */
function elementwise({ inputs, outputs: [y] }: Node<Core>, { layouts }: Placed): Placement {
  const offset = ({ shape }: Value) => y.shape.length - shape.length;
  const sizes = inputs.map(({ shape }, i) => (isSplit(layouts[i]!) ? sizeOf(shape) : -1));
  const leading = sizes.indexOf(Math.max(...sizes));
  const at = layouts[leading] as Split;
  const axis = at.axis + offset(inputs[leading]!);
  return {
    inputs: inputs.map((x) => {
      const own = axis - offset(x);
      return own < 0 || x.shape[own] === 1 ? replicated : split(own, at.blocks);
    }),
    outputs: split(axis, at.blocks),
  };
}

function reduction(
  { attrs: { axes, keepDims } }: NodeOf<Core, 'Sum'>,
  { layouts, ranks }: Placed,
  reduces: NonNullable<Traits['reduces']>,
): Placement | undefined {
  const at = splitOf(layouts)!;
  if (!axes.includes(at.axis)) {
    const before = keepDims ? 0 : axes.filter((axis) => axis < at.axis).length;
    return { inputs: [at], outputs: split(at.axis - before, at.blocks) };
  }
  if (reduces === 'sum') return { inputs: [at], outputs: partial };
  if (reduces === 'mean') return { inputs: [at], outputs: partial, factor: 1 / ranks };
  if (reduces === 'maximum' || reduces === 'minimum')
    return { inputs: [at], outputs: replicated, reduce: reduces };
  return undefined;
}

function ofBatch({ layouts }: Placed, { of, sums }: NonNullable<Traits['batch']>): Placement | undefined {
  const at = of.map((input) => layouts[input]!).find((layout) => isSplit(layout) && layout.axis === 0);
  if (!at) return undefined;
  return {
    inputs: layouts.map((_, input) => (of.includes(input) ? at : replicated)),
    outputs: sums ? partial : at,
  };
}
