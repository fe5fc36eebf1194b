import type { Graph, Value } from '../ir/graph.js';
import { rewrite } from '../ir/rewrite.js';
import type { Core } from '../ops/core.js';

/** A ReLU's gradient asks of its result where it was above 0, not of its operand, which need not be kept for that. */
export function maskByResults(graph: Graph<Core>): Graph<Core> {
  const results = new Map<Value, Value>();
  return rewrite(graph, (node, builder) => {
    if (node.op === 'Relu') results.set(node.inputs[0], node.outputs[0]);
    if (node.op !== 'Step') return undefined;
    const result = results.get(node.inputs[0]);
    return result && [builder.add('Step', [result], node.attrs)];
  });
}
