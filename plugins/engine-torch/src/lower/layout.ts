import type { Node, Ranked, Value } from '@infomin/tensor-program';

/** Which inputs are read as images, by ops whose lowerings have them as [N, C, H, W]. */
const imagesOf: Readonly<Record<string, readonly number[]>> = {
  Conv2D: [0],
  Conv2DBackpropInput: [0],
  Conv2DBackpropFilter: [0, 1],
  DepthwiseConv2dNative: [0],
  DepthwiseConv2dNativeBackpropInput: [0],
  DepthwiseConv2dNativeBackpropFilter: [0, 1],
  MaxPool: [0],
  MaxPoolGrad: [0, 1],
  AvgPool: [0],
  AvgPoolGrad: [0, 1],
};
const filters: ReadonlySet<string> = new Set(['Conv2DBackpropFilter', 'DepthwiseConv2dNativeBackpropFilter']);

/**
 * Finds the values that are written as PyTorch has images, [N, C, H, W], channels last in memory: what convolutions and pools
 * give, and what elementwise ops make of that or for them. PyTorch's compiler takes each tensor of four axes near a convolution
 * for such an image; one of [N, H, W, C] it would lay out in another order, and copy.
 */
export class Layout {
  private readonly images = new Set<Value>();

  constructor(nodes: readonly Node<Ranked>[], isElementwise: (node: Node<Ranked>) => boolean) {
    const read = new Set<Value>();
    for (const node of nodes.toReversed()) {
      const [y] = node.outputs;
      for (const i of imagesOf[node.op] ?? []) read.add(node.inputs[i]!);
      if (isElementwise(node) && read.has(y)) for (const x of node.inputs) if (isLike(x, y)) read.add(x);
    }
    for (const node of nodes) {
      const [y] = node.outputs;
      const isMade = isElementwise(node) && y.shape.length === 4;
      const isGiven = node.op in imagesOf && !filters.has(node.op);
      if (isGiven || (isMade && (read.has(y) || node.inputs.some((x) => this.images.has(x)))))
        this.images.add(y);
    }
  }

  isImage(value: Value): boolean {
    return this.images.has(value);
  }
}

const isLike = (x: Value, y: Value) => x.shape.join() === y.shape.join();
