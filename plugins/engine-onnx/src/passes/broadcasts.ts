import { type Node, type NodeOf, rewrite, sizeOf, type Value } from '@infomin/tensor-program';
import { arithmeticOps, type BinaryOp } from '../dialect/elementwise.js';
import type { Onnx, OnnxGraph } from '../dialect/onnx.js';
import { Emit } from '../lower/emit.js';

/** Rows as long as this cost no more than one long row. */
const enough = 512;
/** Below this, what is saved is less than what the extra nodes cost. */
const smallest = 16384;

/**
 * In a lowered graph: arithmetic of `[…, C]` with a `[C]` of few channels runs on rows of several pixels, `[…/k, k·C]`
 * with the channels repeated k times. ONNX Runtime's inner loop is one row, so short rows take up to three times as long.
 */
export function widenBroadcasts(graph: OnnxGraph): OnnxGraph {
  return rewrite(graph, (node, builder) => {
    const parts = broadcastOfChannels(node);
    if (!parts) return undefined;
    const { op, rows, channels, repeat, at } = parts;
    const emit = new Emit(builder);
    const [a, b] = parts.inputs.map((x, i) =>
      i === at
        ? emit.reshape(emit.expand(emit.reshape(x, [1, channels]), [repeat, channels]), [repeat * channels])
        : emit.reshape(x, [rows / repeat, repeat * channels]),
    ) as [Value, Value];
    return [emit.reshape(emit.binary(op, a, b), node.outputs[0].shape)];
  });
}

interface ChannelBroadcast {
  readonly op: BinaryOp;
  readonly inputs: readonly [Value, Value];
  readonly rows: number;
  readonly channels: number;
  readonly repeat: number;
  /** Which operand has the channels alone. */
  readonly at: number;
}

const arithmetic: ReadonlySet<string> = new Set(arithmeticOps);

function broadcastOfChannels(node: Node<Onnx>): ChannelBroadcast | undefined {
  if (!arithmetic.has(node.op)) return undefined;
  const { op, inputs, outputs } = node as NodeOf<Onnx, (typeof arithmeticOps)[number]>;
  const [a, b] = inputs;
  const { shape } = outputs[0];
  const size = sizeOf(shape);
  const channels = shape.at(-1) ?? 1;
  const isChannels = (x: Value) => x.shape.at(-1) === channels && sizeOf(x.shape) === channels;
  const at = isChannels(a) ? 0 : isChannels(b) ? 1 : -1;
  const other = at === 0 ? b : a;
  if (at < 0 || channels < 2 || size < smallest || sizeOf(other.shape) !== size) return undefined;
  const rows = size / channels;
  let repeat = 1;
  while (repeat * channels < enough && rows % (2 * repeat) === 0) repeat *= 2;
  return repeat > 1 ? { op, inputs, rows, channels, repeat, at } : undefined;
}
