import type { Builder } from '../ir/builder.js';
import type { Graph, Node, NodeOf, Value } from '../ir/graph.js';
import { rewrite } from '../ir/rewrite.js';
import { type Core, core } from '../ops/core.js';
import { sameShape, sizeOf } from '../ops/type.js';

type Gradient = NodeOf<Core, 'Conv2DBackpropFilter'> | NodeOf<Core, 'Conv2DBackpropInput'>;

/** The gradient of a convolution's result that a gradient of its filter or input reads. */
function readGradient({ op, inputs }: Gradient): Value {
  return inputs[core.rows[op].convolution!.result as 0 | 1];
}

const isGradient = (node: Node<Core>): node is Gradient =>
  node.op === 'Conv2DBackpropFilter' || node.op === 'Conv2DBackpropInput';

interface Scaled {
  /** What is scaled. */
  readonly x: Value;
  /** A factor for each channel, `[C]` or `[1, …, C]`. */
  readonly factors: Value;
}

/**
 * A gradient that is multiplied channel by channel and then read by a convolution's gradients alone, as behind batch
 * norm: the factors move to the filter and to the filter's gradient, which are smaller.
 */
export function sinkScales(graph: Graph<Core>): Graph<Core> {
  const sunk = sinkable(graph);
  if (sunk.size === 0) return graph;
  return rewrite(graph, (node, builder) => {
    if (!isGradient(node) || !sunk.has(readGradient(node))) return undefined;
    const dy = readGradient(node);
    const scaled = behindReshapes(dy, builder);
    if (!scaled) return undefined;
    const factors = builder.add('Reshape', [scaled.factors], { shape: dy.shape.slice(-1) });
    const unscaled = builder.add('Reshape', [scaled.x], { shape: dy.shape });
    if (node.op === 'Conv2DBackpropFilter') {
      const gradient = builder.add(node.op, [node.inputs[0], unscaled], node.attrs);
      return [builder.add('Multiply', [gradient, factors])];
    }
    const filter = builder.add('Multiply', [node.inputs[1], factors]);
    return [builder.add(node.op, [unscaled, filter], node.attrs)];
  });
}

function behindReshapes(value: Value, builder: Builder<Core>): Scaled | undefined {
  const made = builder.producer(value);
  if (!made) return undefined;
  return made.op === 'Reshape' ? behindReshapes(made.inputs[0], builder) : scaledOf(made);
}

/** The operands that can be read unscaled. */
function sinkable(graph: Graph<Core>): Set<Value> {
  const readers = new Map<Value, Node<Core>[]>();
  for (const node of graph.nodes) {
    for (const input of node.inputs) readers.set(input, [...(readers.get(input) ?? []), node]);
  }
  const outputs = new Set(graph.outputs.map(({ value }) => value));
  /** The values as which gradients of convolutions read this one, or nothing if anything else reads it too. */
  const operands = (value: Value): Value[] | undefined => {
    const reading = readers.get(value) ?? [];
    if (outputs.has(value) || reading.length === 0) return undefined;
    const found: Value[] = [];
    for (const node of reading) {
      if (isGradient(node) && readGradient(node) === value && node.inputs[0] !== node.inputs[1]) {
        found.push(value);
        continue;
      }
      const [y] = node.outputs;
      const reshaped = node.op === 'Reshape' && y.shape.at(-1) === value.shape.at(-1) && operands(y);
      if (!reshaped) return undefined;
      found.push(...reshaped);
    }
    return found;
  };
  const scaling = graph.nodes.filter((node) => scaledOf(node));
  return new Set(scaling.flatMap((node) => operands(node.outputs[0]) ?? []));
}

function scaledOf(node: Node<Core>): Scaled | undefined {
  if (node.op !== 'Multiply') return undefined;
  const [a, b] = node.inputs;
  const [y] = node.outputs;
  const channels = y.shape.at(-1);
  const alone = (x: Value) => x.shape.at(-1) === channels && sizeOf(x.shape) === channels;
  if (sameShape(a.shape, y.shape) && alone(b)) return { x: a, factors: b };
  return sameShape(b.shape, y.shape) && alone(a) ? { x: b, factors: a } : undefined;
}
