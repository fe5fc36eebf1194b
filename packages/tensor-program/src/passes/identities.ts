import { type Graph, type Node, sameShape, type Value } from '../ir/graph.js';
import { type Builder, rewrite } from '../ir/rewrite.js';

/** Takes out nodes that hand their input on: Identity, Reshape to the same shape, Cast to the same type and their like. */
export function removeIdentities(graph: Graph): Graph {
  return rewrite(graph, (node, builder) => {
    const value = identity(node) ?? collapsed(node, builder);
    return value && [value];
  });
}

function identity(node: Node): Value | undefined {
  const [x] = node.inputs;
  const [y] = node.outputs;
  if (!x || !y || x.dtype !== y.dtype || !sameShape(x.shape, y.shape)) return undefined;
  switch (node.op) {
    case 'Identity':
    case 'Reshape':
    case 'Cast':
    case 'BroadcastTo':
    case 'Slice':
    case 'Tile':
    case 'PadV2':
      return x;
    case 'Sum':
    case 'Max':
    case 'Min':
    case 'Prod':
      // Over axes of size 1.
      return x;
    case 'Concat':
    case 'AddN':
      return node.inputs.length === 1 ? x : undefined;
    case 'Transpose':
      return (node.attrs.perm as number[]).every((axis, i) => axis === i) ? x : undefined;
    default:
      return undefined;
  }
}

/** Of two reshapes in a row the first is not needed; of two transposes neither may be. */
function collapsed(node: Node, builder: Builder): Value | undefined {
  const [x] = node.inputs;
  const [y] = node.outputs;
  const before = x && builder.producer(x);
  if (!x || !y || !before || before.op !== node.op) return undefined;
  const [source] = before.inputs as [Value];
  if (node.op === 'Reshape') {
    return sameShape(source.shape, y.shape)
      ? source
      : builder.add('Reshape', [source], node.attrs, y.shape, y.dtype);
  }
  if (node.op === 'Transpose') {
    const first = before.attrs.perm as number[];
    const perm = (node.attrs.perm as number[]).map((axis) => first[axis]!);
    if (perm.every((axis, i) => axis === i)) return source;
    return builder.add('Transpose', [source], { perm }, y.shape, y.dtype);
  }
  return undefined;
}
