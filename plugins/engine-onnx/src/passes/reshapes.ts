import { type Graph, rewrite, sameShape } from '@infomin/tensor-program';

/** In a lowered graph: of reshapes in a row only the last is needed, and none that gives the shape that is there. */
export function collapseReshapes(graph: Graph): Graph {
  return rewrite(graph, (node, builder) => {
    if (node.op !== 'Reshape') return undefined;
    const [x, shape] = node.inputs;
    const [y] = node.outputs;
    const before = builder.producer(x!);
    const source = before?.op === 'Reshape' ? before.inputs[0]! : x!;
    if (sameShape(source.shape, y!.shape)) return [source];
    return source === x
      ? undefined
      : [builder.add('Reshape', [source, shape!], node.attrs, y!.shape, y!.dtype)];
  });
}
