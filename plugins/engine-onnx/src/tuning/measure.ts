import type { Tensor } from 'onnxruntime-node';
import { type Graph, type Node, newValue, sizeOf, type Value } from '../graph/graph.js';
import type { Geometry, Way } from '../lower/convolution.js';
import { writeModel } from '../onnx/write.js';
import { optimise } from '../passes/index.js';
import { createSession } from '../session.js';
import { toRuntime } from '../tensors.js';

/** Milliseconds that are spent on a convolution at least, and rounds at least and at most. */
const budget = 400;
const rounds = { least: 3, most: 15 };

/** Milliseconds of a convolution and its gradients each way: medians of several runs, in turns. */
export async function measureWays(
  geometry: Geometry,
  ops: readonly string[],
  ways: readonly Way[],
  threads: number,
): Promise<Partial<Record<Way, number>>> {
  const sides = [];
  for (const way of ways) sides.push(await sideOf(geometry, ops, way, threads));
  try {
    // A first run allocates.
    for (const side of sides) await side.run();
    const started = performance.now();
    const times = sides.map((): number[] => []);
    for (let round = 0; round < rounds.most; round++) {
      if (round >= rounds.least && performance.now() - started > budget) break;
      for (const [i, side] of sides.entries()) {
        const start = performance.now();
        await side.run();
        times[i]!.push(performance.now() - start);
      }
    }
    return Object.fromEntries(ways.map((way, i) => [way, median(times[i]!)]));
  } finally {
    for (const side of sides) await side.release();
  }
}

async function sideOf(geometry: Geometry, ops: readonly string[], way: Way, threads: number) {
  const graph = graphOf(geometry, ops, way);
  const model = writeModel(optimise(graph).lowered);
  const session = await createSession(model.bytes, graph.name, { threads, device: 'cpu', arena: true });
  const feeds: Record<string, Tensor> = {};
  for (const [i, { value }] of graph.inputs.entries()) {
    if (model.inputs[i])
      feeds[model.inputs[i]] = toRuntime({ dtype: 'float32', shape: value.shape, data: wave(value) });
  }
  return { run: () => session.run(feeds), release: () => session.release() };
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
  return {
    name: `a convolution by ${way}`,
    inputs: Object.entries({ x, w, dy }).map(([name, value]) => ({ value, source: { kind: 'input', name } })),
    nodes,
    outputs: nodes.map(({ op, outputs }) => ({ kind: 'output', name: op, value: outputs[0]! })),
  };
}

/** Numbers between -1 and 1. */
function wave({ shape }: Value): Float32Array {
  return Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(i));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
