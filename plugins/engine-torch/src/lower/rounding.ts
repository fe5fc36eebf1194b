import { type Node, type Ranked, sizeOf, type Value } from '@infomin/tensor-program';

/**
 * What a node does with images that are kept in the type of products: `keeps` them in it, computes in float32 and then
 * `rounds`, or gives float32.
 */
export type Rounding = 'keeps' | 'rounds' | 'exact';

const hasPlaces = ({ shape, dtype }: Value) => shape.length === 4 && dtype === 'float32';
const sameShape = (a: Value, b: Value) => a.shape.join() === b.shape.join();
const size = ({ shape }: Value) => sizeOf(shape);

/** Whose results are images, of whatever the operands are. */
const products: ReadonlySet<string> = new Set([
  'Conv2D',
  'Conv2DBackpropInput',
  'DepthwiseConv2dNative',
  'DepthwiseConv2dNativeBackpropInput',
]);
const pools: ReadonlySet<string> = new Set(['MaxPool', 'MaxPoolGrad']);
const reading: ReadonlySet<string> = new Set([
  ...products,
  ...pools,
  'Conv2DBackpropFilter',
  'DepthwiseConv2dNativeBackpropFilter',
]);

/**
 * Follows which images are kept so, as autocast has it: what convolutions give, what is made of that alone and read by one
 * again, pools of these, sums of gradients, and what only convolutions read. What lies between, such as batch norm, is computed
 * in float32, and so are statistics, reductions, losses and what is computed from an image of float32 too.
 */
export class Roundings {
  private readonly rounded = new Set<Value>();
  /** Made of such images alone. */
  private readonly derived = new Set<Value>();
  /** What convolutions give. */
  private readonly given = new Set<Value>();
  /** Ones where a ReLU lets through, and zeros. */
  private readonly masks = new Set<Value>();
  /** Smaller values, spread out: computed where they are read, whatever their type. */
  private readonly spread = new Set<Value>();
  /** Images with a row for each place, as batch norm has them. */
  private readonly flat = new Set<Value>();
  private readonly readByProducts = new Set<Value>();
  private readonly readByOthers: Set<Value>;

  constructor(nodes: readonly Node<Ranked>[], outputs: readonly Value[]) {
    this.readByOthers = new Set(outputs);
    for (const { op, inputs, outputs } of nodes.toReversed()) {
      const passesOn = op === 'Reshape' && this.readByProducts.has(outputs[0]);
      const passesOnAlone = passesOn && !this.readByOthers.has(outputs[0]);
      if (reading.has(op) || passesOn) for (const x of inputs) this.readByProducts.add(x);
      if ((!reading.has(op) && !passesOnAlone) || pools.has(op))
        for (const x of inputs) this.readByOthers.add(x);
    }
  }

  isRounded(value: Value): boolean {
    return this.rounded.has(value);
  }

  /** To be asked for each node in its turn. */
  of(node: Node<Ranked>, row: Row): Rounding {
    const [y] = node.outputs;
    if (!y) return 'exact';
    if (this.flattens(node, y, row)) this.flat.add(y);
    const rounding = this.isOperand(y, row)
      ? 'rounds'
      : this.isImage(y)
        ? this.follow(node, y, row)
        : 'exact';
    if (rounding !== 'exact') this.rounded.add(y);
    return rounding;
  }

  /** What only products read: each would round it. */
  private isOperand(y: Value, { elementwise }: Row): boolean {
    const isRead = this.readByProducts.has(y) && !this.readByOthers.has(y);
    return elementwise === true && y.dtype === 'float32' && isRead;
  }

  private isImage(value: Value): boolean {
    return hasPlaces(value) || this.flat.has(value);
  }

  private flattens({ op, inputs }: Node<Ranked>, y: Value, { elementwise }: Row): boolean {
    const [x] = inputs;
    if (op === 'Reshape') return hasPlaces(x!) && y.shape.length === 2 && x!.shape[3] === y.shape[1];
    return elementwise === true && inputs.some((x) => this.flat.has(x) && sameShape(x, y));
  }

  private follow({ op, inputs }: Node<Ranked>, y: Value, row: Row): Rounding {
    if (products.has(op)) {
      this.given.add(y);
      return 'keeps';
    }
    const isSpread = inputs.every((x) => size(x) < size(y) || this.spread.has(x));
    if (isSpread && (row.elementwise || op === 'BroadcastTo')) this.spread.add(y);
    const images = inputs.filter((x) => (this.isImage(x) || this.isRounded(x)) && !this.spread.has(x));
    const all = images.length > 0 && (pools.has(op) ? inputs : images).every((x) => this.isRounded(x));
    if ((pools.has(op) || row.rearranges) && all && !this.spread.has(y)) return 'keeps';
    const whole = row.elementwise ? images.filter((x) => sameShape(x, y)) : op === 'Reshape' ? images : [];
    const isDerived = whole.length > 0 && whole.every((x) => this.isRounded(x) || this.derived.has(x));
    if (!isDerived) return 'exact';
    this.derived.add(y);
    if (op === 'Step') this.masks.add(y);
    // Of the gradients that meet where an image is read twice, too, and what a ReLU lets through of such a sum.
    const isSum = op === 'Add' && whole.length === 2 && whole.some((x) => this.given.has(x));
    const isMasked =
      op === 'Multiply' && whole.some((x) => this.masks.has(x)) && whole.some((x) => this.isRounded(x));
    const rounds = isSum || isMasked || this.readByProducts.has(y);
    return row.elementwise && rounds ? 'rounds' : 'exact';
  }
}

interface Row {
  readonly elementwise?: true;
  readonly rearranges?: true;
}
