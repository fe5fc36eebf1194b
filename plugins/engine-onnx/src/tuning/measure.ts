import { type Graph, type Node, newValue, sizeOf, type Value } from '@infomin/tensor-program';
import type { Geometry, Way } from '../lower/convolution.js';
import { writeModel } from '../onnx/write.js';
import type { Tensor } from '../onnxruntime.js';
import { optimise } from '../passes/index.js';
import { createSession } from '../session.js';
import { toRuntime } from '../tensors.js';

/** Rounds at least and at most, and the milliseconds after which no further one begins. */
const rounds = { least: 3, most: 15, budget: 400 };
/** A way that takes so many times as long as the fastest is not run again. */
const hopeless = 1.4;

/**
 * Milliseconds of a convolution and its gradients each way: medians of several runs, in turns. Of a way that is far
 * behind from the start it is a single run.
 */
export async function measureWays(
  geometry: Geometry,
  ops: readonly string[],
  ways: readonly Way[],
  threads: number,
): Promise<Partial<Record<Way, number>>> {
  const { image, filter, result } = geometry;
  const tensors = [image, filter, result].map(wave);
  const sides: Side[] = [];
  try {
    for (const way of ways) sides.push(await sideOf(graphOf(geometry, ops, way), way, tensors, threads));
    // A first run allocates.
    for (const { run } of sides) await run();
    const started = performance.now();
    for (let round = 0; round < rounds.most; round++) {
      if (round >= rounds.least && performance.now() - started > rounds.budget) break;
      const best = Math.min(...sides.map(({ times }) => median(times)));
      for (const { run, times } of sides) {
        if (median(times) > hopeless * best) continue;
        const start = performance.now();
        await run();
        times.push(performance.now() - start);
      }
    }
    return Object.fromEntries(sides.map(({ way, times }) => [way, median(times)]));
  } finally {
    for (const { release } of sides) await release();
  }
}

interface Side {
  readonly way: Way;
  readonly times: number[];
  run(): Promise<unknown>;
  release(): Promise<void>;
}

async function sideOf(graph: Graph, way: Way, tensors: readonly Tensor[], threads: number): Promise<Side> {
  const model = writeModel(optimise(graph).lowered);
  const session = await createSession(model.bytes, graph.name, { threads, device: 'cpu', arena: true });
  const feeds: Record<string, Tensor> = {};
  for (const [i, tensor] of tensors.entries()) if (model.inputs[i]) feeds[model.inputs[i]] = tensor;
  return { way, times: [], run: () => session.run(feeds), release: () => session.release() };
}

function graphOf({ windows, image, filter, result }: Geometry, ops: readonly string[], way: Way): Graph {
  const [x, w, dy] = [image, filter, result].map((shape) => newValue(shape, 'float32')) as [
    Value,
    Value,
    Value,
  ];
  const operands: Readonly<Record<string, readonly [Value, Value, typeof image]>> = {
    Conv2D: [x, w, result],
    Conv2DBackpropFilter: [x, dy, filter],
    Conv2DBackpropInput: [dy, w, image],
  };
  const nodes = ops.map((op): Node => {
    const [a, b, shape] = operands[op]!;
    const attrs = { ...windows, format: 'NHWC', way };
    return { op, inputs: [a, b], attrs, outputs: [newValue(shape, 'float32')] };
  });
  // Of each result one number leaves, as copying the rest would be measured too.
  const corner = { begin: [0, 0, 0, 0], size: [1, 1, 1, 1] };
  const corners = nodes.map(({ outputs }): Node => {
    return { op: 'Slice', inputs: outputs, attrs: corner, outputs: [newValue(corner.size, 'float32')] };
  });
  return {
    name: `a convolution by ${way}`,
    inputs: Object.entries({ x, w, dy }).map(([name, value]) => ({ value, source: { kind: 'input', name } })),
    nodes: [...nodes, ...corners],
    outputs: corners.map(({ outputs }, i) => ({ kind: 'output', name: ops[i]!, value: outputs[0]! })),
  };
}

/** Numbers between -1 and 1. */
function wave(shape: readonly number[]): Tensor {
  const data = Float32Array.from({ length: sizeOf(shape) }, (_, i) => (i % 101) / 50 - 1);
  return toRuntime({ dtype: 'float32', shape, data });
}

/** Of no values 0. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
