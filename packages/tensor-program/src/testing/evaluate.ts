import * as tf from '@tensorflow/tfjs-core';
import type { Graph, GraphOutput, Node, NodeOf, Value } from '../ir/graph.js';
import type { Dialect } from '../ops/row.js';
import type { Windows } from '../ops/windows.js';
import type { Ranked } from '../partition/collectives.js';

type Tensors = readonly tf.Tensor[];
/** Of any op: each call knows its own. */
interface Attrs {
  readonly data: number[];
  readonly shape: number[];
  readonly dtype: 'float32';
  readonly value: number;
  readonly start: number;
  readonly step: number;
  readonly size: number;
  readonly equation: string;
}

const padOf = ({ pads: [top, left, bottom, right] }: Windows) => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0],
];
const pooling = (windows: Windows) => ({
  filterSize: windows.kernel,
  strides: windows.strides,
  pad: padOf(windows),
});
const convolution = (windows: Windows, more: object) => ({
  strides: windows.strides,
  dilations: windows.dilations,
  pad: padOf(windows),
  dataFormat: 'NHWC',
  ...more,
});
const reducing = ({ attrs }: Node) => ({
  axis: (attrs as { axes?: unknown }).axes,
  keepDims: attrs.keepDims,
});

/** Attributes of tfjs's kernels where they are not those of the op. */
const kernelAttrs: Readonly<Record<string, (node: Node) => object>> = {
  ...Object.fromEntries(['Sum', 'Mean', 'Max', 'Min', 'Prod', 'All', 'Any'].map((op) => [op, reducing])),
  Max: ({ attrs }) => ({ reductionIndices: attrs.axes, keepDims: attrs.keepDims }),
  MaxPool: ({ attrs }) => pooling(attrs as never),
  AvgPool: ({ attrs }) => pooling(attrs as never),
  MaxPoolGrad: ({ attrs }) => pooling(attrs as never),
  AvgPoolGrad: ({ attrs }) => pooling(attrs as never),
  ...Object.fromEntries(
    ['Conv2D', 'DepthwiseConv2dNative'].flatMap((op) => [
      [op, ({ attrs }: Node) => convolution(attrs as never, {})],
      [
        `${op}BackpropFilter`,
        ({ attrs, outputs: [y] }: Node) => convolution(attrs as never, { filterShape: y.shape }),
      ],
      [
        `${op}BackpropInput`,
        ({ attrs, outputs: [y] }: Node) => convolution(attrs as never, { inputShape: y.shape }),
      ],
    ]),
  ),
  SplitV: ({ attrs }) => ({ numOrSizeSplits: attrs.sizes, axis: attrs.axis }),
  PadV2: ({ attrs }) => ({ paddings: attrs.paddings, constantValue: attrs.value }),
  Reverse: ({ attrs }) => ({ dims: attrs.axes }),
  DepthToSpace: ({ attrs }) => ({ ...attrs, dataFormat: 'NHWC' }),
  Softmax: () => ({ dim: -1 }),
};

/** Ops that are no kernels of tfjs, or take other shapes there. */
const calls: Readonly<Record<string, (inputs: Tensors, attrs: Attrs) => tf.Tensor>> = {
  Constant: (_, { data, shape, dtype }) => tf.tensor(data, shape, dtype),
  Fill: (_, { value, shape, dtype }) => tf.fill(shape, value, dtype),
  Range: (_, { start, step, size, dtype }) =>
    tf.tensor1d(
      Array.from({ length: size }, (_value, i) => start + i * step),
      dtype,
    ),
  // The kernels of these two do not broadcast.
  AddN: (inputs) => inputs.reduce((sum, x) => tf.add(sum, x)),
  EluGrad: ([dy, y]) =>
    tf.engine().runKernel(tf.EluGrad, { dy: tf.mul(dy!, tf.onesLike(y!)), y: y! }) as tf.Tensor,
  // Bytes are floats in tfjs.
  Cast: ([x], { dtype }) => tf.cast(x!, dtype),
  Select: ([condition, t, e]) => tf.where(condition as tf.Tensor, t!, e!),
  BroadcastTo: ([x], { shape }) => tf.broadcastTo(x!, shape),
  StridedSlice: ([x], attrs) => {
    const { begin, size, strides, shape } = attrs as unknown as NodeOf<Ranked, 'StridedSlice'>['attrs'];
    const places = (axis: number) =>
      tf.tensor1d(
        Array.from({ length: size[axis]! }, (_, i) => begin[axis]! + i * strides[axis]!),
        'int32',
      );
    const picked = x!.shape.reduce((y: tf.Tensor, _, axis) => tf.gather(y, places(axis), axis), x!);
    return tf.reshape(picked, [...shape]);
  },
  Einsum: (inputs, { equation }) => tf.einsum(equation, ...inputs),
};

type Parts = { readonly axis: number; readonly blocks: number; readonly ranks: number };

/** A shape in which an axis is `count` of some parts. */
const divided = (shape: readonly number[], axis: number, count: number) => [
  ...shape.slice(0, axis),
  count,
  shape[axis]! / count,
  ...shape.slice(axis + 1),
];

const collectives: Readonly<Record<string, (each: Tensors, attrs: never) => Tensors>> = {
  AllReduce: (each, { reduce }: { readonly reduce: string }) => {
    const by = { sum: tf.add, maximum: tf.maximum, minimum: tf.minimum }[reduce]! as typeof tf.add;
    const all = each.reduce((a, b) => by(a, b));
    return each.map(() => all);
  },
  AllGather: (each, { axis, blocks, ranks }: Parts) => {
    const shape = each[0]!.shape.map((dim, i) => (i === axis ? dim * ranks : dim));
    const all = tf.concat(
      each.map((x) => tf.reshape(x, divided(x.shape, axis, blocks))),
      axis + 1,
    );
    return each.map(() => tf.reshape(all, shape));
  },
  OwnPart: (each, { axis, blocks, ranks }: Parts) =>
    each.map((x, rank) => {
      const whole = tf.reshape(x, divided(x.shape, axis, blocks));
      const part = tf.split(whole, ranks, axis + 1)[rank]!;
      return tf.reshape(
        part,
        x.shape.map((dim, i) => (i === axis ? dim / ranks : dim)),
      );
    }),
};

/** A graph's outputs on each of so many ranks, node after node in the current backend of tfjs. */
export function evaluate(
  graph: Graph<Ranked>,
  inputs: readonly ReadonlyMap<Value, tf.Tensor>[],
): readonly (readonly [GraphOutput, Tensors])[] {
  const values = new Map<Value, Tensors>(
    graph.inputs.map(({ value }) => [value, inputs.map((given) => given.get(value)!)]),
  );
  for (const node of graph.nodes) {
    const given = node.inputs.map((input) => values.get(input)!);
    const together = collectives[node.op];
    if (together) {
      values.set(node.outputs[0], together(given[0]!, node.attrs as never));
      continue;
    }
    const results = inputs.map((_, rank) =>
      computed(
        node,
        given.map((each) => each[rank]!),
        graph.dialect,
      ),
    );
    for (const [i, value] of node.outputs.entries()) {
      values.set(
        value,
        results.map((each) => each[i]!),
      );
    }
  }
  return graph.outputs.map((output) => [output, values.get(output.value)!]);
}

function computed(node: Node, inputs: Tensors, dialect: Dialect): Tensors {
  const call = calls[node.op];
  if (call) return [call(inputs, node.attrs as unknown as Attrs)];
  const names = dialect.rows[node.op]!.inputs;
  const named = names === 'list' ? inputs : Object.fromEntries(inputs.map((x, i) => [names[i]!, x]));
  const attrs = kernelAttrs[node.op]?.(node) ?? node.attrs;
  const results: tf.Tensor | tf.Tensor[] = tf
    .engine()
    .runKernel(node.op, named as tf.NamedTensorMap, { ...attrs } as tf.NamedAttrMap);
  return [results].flat();
}
