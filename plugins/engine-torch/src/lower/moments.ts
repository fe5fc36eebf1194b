import type { Node, Ranked, Value } from '@infomin/tensor-program';
import type { Writer } from './writer.js';

/** What a batch norm asks of rows: their means, what differs from these, and the mean of its squares. */
interface Moments {
  readonly rows: Value;
  readonly mean: Value;
  readonly centred: Value;
  readonly variance: Value;
}

/**
 * Moments of rows, to be computed at once: a GPU reads the rows once for them, where it would read them for the means and again
 * for the squares.
 */
export class MomentsOfRows {
  private readonly byMean = new Map<Value, Moments>();
  /** Whose results nothing reads but moments. */
  private readonly spared = new Set<Node<Ranked>>();

  constructor(nodes: readonly Node<Ranked>[], outputs: ReadonlySet<Value>) {
    const made = new Map(nodes.flatMap((node) => node.outputs.map((y) => [y, node] as const)));
    const readers = new Map<Value, Node<Ranked>[]>();
    for (const node of nodes)
      for (const x of node.inputs) {
        const known = readers.get(x);
        if (known) known.push(node);
        else readers.set(x, [node]);
      }
    const numberOf = (x: Value | undefined) => {
      const node = x && made.get(x);
      return node?.op === 'Fill' ? Math.fround(Number(node.attrs.value)) : undefined;
    };
    /** The mean over rows, of the product of a sum and one by their count. */
    const meanOf = (sum: Node<Ranked>, rows: number) => {
      const next = readers.get(sum.outputs[0]!)?.filter(({ op }) => op === 'Multiply') ?? [];
      return next.find(
        ({ inputs, outputs: [y] }) =>
          y!.shape.join() === sum.outputs[0]!.shape.join() &&
          inputs.some((x) => numberOf(x) === Math.fround(1 / rows)),
      );
    };
    for (const sum of nodes) {
      const x = sum.inputs[0];
      if (sum.op !== 'Sum' || x?.shape.length !== 2 || x.dtype !== 'float32' || !isOverRows(sum)) continue;
      const rows = x.shape[0]!;
      const mean = meanOf(sum, rows)?.outputs[0];
      const centred = mean && readers.get(mean)?.find(({ op, inputs: [a] }) => op === 'Sub' && a === x);
      const square = centred && readers.get(centred.outputs[0]!)?.find(({ op }) => op === 'Square');
      const squares = square && readers.get(square.outputs[0]!)?.find(isOverRows);
      const variance = squares && meanOf(squares, rows)?.outputs[0];
      if (!mean || !variance) continue;
      this.byMean.set(mean, { rows: x, mean, centred: centred.outputs[0]!, variance });
      for (const node of [made.get(variance)!, squares, square, centred, sum]) {
        const isRead = (y: Value) =>
          outputs.has(y) ||
          readers.get(y)?.some((reader) => !this.spared.has(reader) && reader !== made.get(mean));
        const own = node === centred || node === made.get(variance);
        if (own || !node.outputs.some(isRead)) this.spared.add(node);
      }
    }
  }

  /** Writes moments where their mean is asked for; whether a node needs no line of its own. */
  write(writer: Writer, node: Node<Ranked>): boolean {
    const moments = this.byMean.get(node.outputs[0]!);
    if (moments) {
      const { rows, mean, centred, variance } = moments;
      const names = writer.several(['mean', 'centred', 'variance'], `ops.moments(${writer.tensor(rows)})`);
      for (const [i, value] of [mean, centred, variance].entries()) writer.write(value, 'moments', names[i]!);
    }
    return moments !== undefined || this.spared.has(node);
  }
}

function isOverRows({ op, attrs }: Node<Ranked>): boolean {
  return op === 'Sum' && attrs.axes.join() === '0' && !attrs.keepDims;
}
