import { type Graph, type Node, rewrite, sizeOf, type Value } from '@infomin/tensor-program';
import { Emit } from '../lower/emit.js';

const elementwise = new Set(['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min']);

/** Rows as long as this cost no more than one long row. */
const enough = 512;
/** Below this, what is saved is less than what the extra nodes cost. */
const smallest = 16384;

/**
 * In a lowered graph: arithmetic of `[…, C]` with a `[C]` of few channels runs on rows of several pixels, `[…/k, k·C]`
 * with the channels repeated k times. ONNX Runtime's inner loop is one row, so short rows take up to three times as long.
 */
export function widenBroadcasts(graph: Graph): Graph {
  return rewrite(graph, (node, builder) => {
    const parts = broadcastOfChannels(node);
    if (!parts) return undefined;
    const { rows, channels, repeat, at } = parts;
    const emit = new Emit(builder);
    const y = node.outputs[0]!;
    const inputs = node.inputs.map((x, i) =>
      i === at
        ? emit.reshape(emit.expand(emit.reshape(x, [1, channels]), [repeat, channels]), [repeat * channels])
        : emit.reshape(x, [rows / repeat, repeat * channels]),
    );
    const wide = emit.op(node.op, inputs, node.attrs, [rows / repeat, repeat * channels], y.dtype);
    return [emit.reshape(wide, y.shape)];
  });
}

interface ChannelBroadcast {
  readonly rows: number;
  readonly channels: number;
  readonly repeat: number;
  /** Which operand has the channels alone. */
  readonly at: number;
}

function broadcastOfChannels(node: Node): ChannelBroadcast | undefined {
  if (!elementwise.has(node.op)) return undefined;
  const [a, b] = node.inputs as [Value, Value];
  const { shape } = node.outputs[0]!;
  const size = sizeOf(shape);
  const channels = shape.at(-1) ?? 1;
  const isChannels = (x: Value) => x.shape.at(-1) === channels && sizeOf(x.shape) === channels;
  const at = isChannels(a) ? 0 : isChannels(b) ? 1 : -1;
  const other = at === 0 ? b : a;
  if (at < 0 || channels < 2 || size < smallest || sizeOf(other.shape) !== size) return undefined;
  const rows = size / channels;
  let repeat = 1;
  while (repeat * channels < enough && rows % (2 * repeat) === 0) repeat *= 2;
  return repeat > 1 ? { rows, channels, repeat, at } : undefined;
}
