import type { Builder } from '../ir/builder.js';
import type { Graph, Node, Value } from '../ir/graph.js';
import { rewrite } from '../ir/rewrite.js';
import { type Core, core } from '../ops/core.js';
import type { Row } from '../ops/row.js';
import { sameShape } from '../ops/type.js';

/** Takes out nodes that hand their input on: Identity, Reshape to the same shape, Cast to the same type and their like. */
export function removeIdentities(graph: Graph<Core>): Graph<Core> {
  return rewrite(graph, (node, builder) => {
    const value = identity(node) ?? collapsed(node, builder);
    return value && [value];
  });
}

function identity({ op, inputs, attrs, outputs: [y] }: Node<Core>): Value | undefined {
  const [x] = inputs;
  if (x?.dtype !== y.dtype || !sameShape(x.shape, y.shape)) return undefined;
  const row: Row = core.rows[op];
  return row.identity?.(attrs, inputs) ? x : undefined;
}

/** Of two reshapes in a row the first is not needed; of two transposes neither may be. */
function collapsed(node: Node<Core>, builder: Builder<Core>): Value | undefined {
  if (node.op !== 'Reshape' && node.op !== 'Transpose') return undefined;
  const before = builder.producer(node.inputs[0]);
  const [y] = node.outputs;
  if (node.op === 'Reshape' && before?.op === 'Reshape') {
    const [source] = before.inputs;
    return sameShape(source.shape, y.shape) ? source : builder.add('Reshape', [source], node.attrs);
  }
  if (node.op === 'Transpose' && before?.op === 'Transpose') {
    const [source] = before.inputs;
    const perm = node.attrs.perm.map((axis) => before.attrs.perm[axis]!);
    return perm.every((axis, i) => axis === i) ? source : builder.add('Transpose', [source], { perm });
  }
  return undefined;
}
