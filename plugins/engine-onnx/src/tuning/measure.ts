import {
  type Core,
  core,
  type Graph,
  GraphBuilder,
  newValue,
  sizeOf,
  type Value,
} from '@infomin/tensor-program';
import type { Convolution, Geometry, Way } from '../lower/convolution.js';
import { writeModel } from '../onnx/write.js';
import type { Tensor } from '../onnxruntime.js';
import { compile } from '../passes/index.js';
import { createSession } from '../session.js';
import { toRuntime } from '../tensors.js';

/** Rounds at least and at most, and the milliseconds after which no further one begins. */
const rounds = { least: 5, most: 15, budget: 400 };
/** A way that takes so many times as long as the fastest is not run again, once each has had as many runs. */
const hopeless = { factor: 1.4, runs: 2 };

/**
 * Milliseconds of a convolution and its gradients each way: the shortest of several runs, in turns, as what else the machine
 * does makes runs longer and never shorter.
 */
export async function measureWays(
  geometry: Geometry,
  ops: readonly Convolution['op'][],
  ways: readonly Way[],
  threads: number,
): Promise<Partial<Record<Way, number>>> {
  const { image, filter, result } = geometry;
  const tensors = [image, filter, result].map(wave);
  const sides: Side[] = [];
  try {
    const graph = graphOf(geometry, ops);
    for (const way of ways) sides.push(await sideOf(graph, way, tensors, threads));
    // A first run allocates.
    for (const { run } of sides) await run();
    const started = performance.now();
    for (let round = 0; round < rounds.most; round++) {
      if (round >= rounds.least && performance.now() - started > rounds.budget) break;
      const best = Math.min(...sides.map(({ times }) => Math.min(...times)));
      for (const { run, times } of sides) {
        if (round >= hopeless.runs && Math.min(...times) > hopeless.factor * best) continue;
        const start = performance.now();
        await run();
        times.push(performance.now() - start);
      }
    }
    return Object.fromEntries(sides.map(({ way, times }) => [way, Math.min(...times)]));
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

async function sideOf(
  graph: Graph<Core>,
  way: Way,
  tensors: readonly Tensor[],
  threads: number,
): Promise<Side> {
  const model = writeModel(compile(graph, () => way).lowered);
  const session = await createSession(model.bytes, `${graph.name} by ${way}`, {
    threads,
    device: 'cpu',
    arena: true,
  });
  const feeds: Record<string, Tensor> = {};
  for (const [i, tensor] of tensors.entries()) if (model.inputs[i]) feeds[model.inputs[i]] = tensor;
  return { way, times: [], run: () => session.run(feeds), release: () => session.release() };
}

function graphOf(
  { windows, image, filter, result }: Geometry,
  ops: readonly Convolution['op'][],
): Graph<Core> {
  const [x, w, dy] = [image, filter, result].map((shape) => newValue({ shape, dtype: 'float32' })) as [
    Value,
    Value,
    Value,
  ];
  const builder = new GraphBuilder(core);
  const results: Readonly<Record<Convolution['op'], () => Value>> = {
    Conv2D: () => builder.add('Conv2D', [x, w], windows),
    Conv2DBackpropFilter: () => builder.add('Conv2DBackpropFilter', [x, dy], windows),
    Conv2DBackpropInput: () =>
      builder.add('Conv2DBackpropInput', [dy, w], { ...windows, size: [image[1], image[2]] }),
  };
  // Of each result one number leaves, as copying the rest would be measured too.
  const corner = { begin: [0, 0, 0, 0], size: [1, 1, 1, 1] };
  const corners = ops.map((op) => builder.add('Slice', [results[op]()], corner));
  return {
    name: 'a convolution',
    dialect: core,
    inputs: Object.entries({ x, w, dy }).map(([name, value]) => ({ value, source: { kind: 'input', name } })),
    nodes: builder.nodes,
    outputs: corners.map((value, i) => ({ kind: 'output', name: ops[i]!, value })),
  };
}

/** Numbers between -1 and 1. */
function wave(shape: readonly number[]): Tensor {
  const data = Float32Array.from({ length: sizeOf(shape) }, (_, i) => (i % 101) / 50 - 1);
  return toRuntime({ dtype: 'float32', shape, data });
}
