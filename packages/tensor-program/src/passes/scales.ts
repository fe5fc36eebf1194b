import { type Graph, type Node, sameShape, sizeOf, type Value } from '../ir/graph.js';
import { type Builder, rewrite } from '../ir/rewrite.js';

/** Of each gradient of a convolution, the operand that is the gradient of its result. */
const gradientOperand: Readonly<Record<string, number>> = { Conv2DBackpropFilter: 1, Conv2DBackpropInput: 0 };

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
export function sinkScales(graph: Graph): Graph {
  const sunk = sinkable(graph);
  if (sunk.size === 0) return graph;
  return rewrite(graph, (node, builder) => {
    const at = gradientOperand[node.op];
    const scaled =
      at === undefined || !sunk.has(node.inputs[at]!) ? undefined : behindReshapes(node.inputs[at]!, builder);
    if (at === undefined || !scaled) return undefined;
    const [y] = node.outputs as [Value];
    const dy = node.inputs[at]!;
    const channels = dy.shape.at(-1)!;
    const factors = builder.add('Reshape', [scaled.factors], {}, [channels], dy.dtype);
    const unscaled = builder.add('Reshape', [scaled.x], {}, dy.shape, dy.dtype);
    if (node.op === 'Conv2DBackpropFilter') {
      const gradient = builder.add(node.op, [node.inputs[0]!, unscaled], node.attrs, y.shape, y.dtype);
      return [builder.add('Multiply', [gradient, factors], {}, y.shape, y.dtype)];
    }
    const filter = node.inputs[1]!;
    const scaledFilter = builder.add('Multiply', [filter, factors], {}, filter.shape, filter.dtype);
    return [builder.add(node.op, [unscaled, scaledFilter], node.attrs, y.shape, y.dtype)];
  });
}

function behindReshapes(value: Value, builder: Builder): Scaled | undefined {
  const made = builder.producer(value);
  if (!made) return undefined;
  return made.op === 'Reshape' ? behindReshapes(made.inputs[0]!, builder) : scaledOf(made);
}

/** The operands that can be read unscaled. */
function sinkable(graph: Graph): Set<Value> {
  const readers = new Map<Value, Node[]>();
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
      const at = gradientOperand[node.op];
      if (at !== undefined && node.inputs[at] === value && node.inputs[1 - at] !== value) {
        found.push(value);
        continue;
      }
      const [y] = node.outputs as [Value];
      const reshaped = node.op === 'Reshape' && y.shape.at(-1) === value.shape.at(-1) && operands(y);
      if (!reshaped) return undefined;
      found.push(...reshaped);
    }
    return found;
  };
  const scaling = graph.nodes.filter((node) => scaledOf(node));
  return new Set(scaling.flatMap((node) => operands(node.outputs[0]!) ?? []));
}

function scaledOf(node: Node): Scaled | undefined {
  if (node.op !== 'Multiply') return undefined;
  const [a, b] = node.inputs as [Value, Value];
  const [y] = node.outputs as [Value];
  const channels = y.shape.at(-1);
  const alone = (x: Value) => x.shape.at(-1) === channels && sizeOf(x.shape) === channels;
  if (sameShape(a.shape, y.shape) && alone(b)) return { x: a, factors: b };
  return sameShape(b.shape, y.shape) && alone(a) ? { x: b, factors: a } : undefined;
}
