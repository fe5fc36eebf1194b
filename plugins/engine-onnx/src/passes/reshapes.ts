import { rewrite, sameShape } from '@infomin/tensor-program';
import type { OnnxGraph } from '../dialect/onnx.js';

/** Of reshapes in a row only the last is needed, and none that gives the shape that is there. */
export function collapseReshapes(graph: OnnxGraph): OnnxGraph {
  return rewrite(graph, (node, builder) => {
    if (node.op !== 'Reshape') return undefined;
    const [x, shape] = node.inputs;
    const before = builder.producer(x);
    const source = before?.op === 'Reshape' ? before.inputs[0] : x;
    if (sameShape(source.shape, node.outputs[0].shape)) return [source];
    return source === x ? undefined : [builder.add('Reshape', [source, shape], node.attrs)];
  });
}
