import type { Logger, TensorSpec } from '@infomin/plugin';
import type { GraphInput, GraphOutput } from '@infomin/tensor-program';
import { valueBytes } from '@infomin/tensor-program';
import type { OnnxGraph } from './dialect/onnx.js';
import { turnName, writeTurns } from './onnx/turns.js';
import { type Names, writeModel } from './onnx/write.js';
import type { InferenceSession, Tensor } from './onnxruntime.js';
import { createSession, type Device } from './session.js';
import { stopwatch } from './stopwatch.js';
import { toRuntime, zerosOf } from './tensors.js';

/** What a session's arena comes to hold over what a program needs at once, for good: fragments. */
const arenaFactor = 2.5;

export interface SharedSettings {
  readonly threads: number;
  readonly device: Device;
  /**
   * Bytes that arenas may still come to hold. An arena keeps its memory from run to run, which is as much as half of a
   * large step's time where the system hands out memory slowly. A session without one takes a block from the system for
   * each run, planned in its first.
   */
  readonly budget: { bytes: number };
  readonly log?: Logger | undefined;
}

interface Started {
  readonly session: InferenceSession;
  readonly names: ReadonlyMap<OnnxGraph, Names>;
  /** What is fed besides a graph's own inputs. */
  readonly besides: ReadonlyMap<OnnxGraph, Readonly<Record<string, Tensor>>>;
}

/**
 * The session of all programs that are compiled before one of them runs, as a training step's are. They take turns, so
 * that one arena of what the largest needs is enough for all.
 */
export class SharedSession {
  /** With the bytes that each needs. */
  private readonly graphs = new Map<OnnxGraph, number>();
  private started: Promise<Started> | undefined;
  private arena = 0;

  constructor(private readonly settings: SharedSettings) {}

  /** Whether graphs may join: nothing has run. */
  get open(): boolean {
    return !this.started;
  }

  join(graph: OnnxGraph, bytes: number): void {
    this.graphs.set(graph, bytes);
  }

  /**
   * Gives the outputs of a graph in its order, written to the tensors that `into` gives for them or, where it gives none,
   * to new ones. Errors are those of {@link createSession} and of a run.
   */
  async run(
    graph: OnnxGraph,
    feed: (input: GraphInput) => Tensor,
    into: (output: GraphOutput) => Tensor | null,
  ): Promise<Tensor[]> {
    this.started ??= this.start([...this.graphs.keys()], Math.max(...this.graphs.values()));
    const { session, names, besides } = await this.started;
    const { inputs, outputs } = names.get(graph)!;
    const feeds = { ...besides.get(graph) };
    for (const [i, input] of graph.inputs.entries()) {
      if (inputs[i]) feeds[inputs[i]] = feed(input);
    }
    const fetches: Record<string, Tensor | null> = {};
    for (const [i, output] of graph.outputs.entries()) fetches[outputs[i]!] = into(output);
    const results = await session.run(feeds, fetches).catch((error: unknown) => {
      throw new Error(`${graph.name}: ${error instanceof Error ? error.message : error}`, { cause: error });
    });
    return outputs.map((name) => fetches[name] ?? (results[name]! as Tensor));
  }

  /** The session is released when all its graphs have left. */
  leave(graph: OnnxGraph): void {
    if (!this.graphs.delete(graph) || this.graphs.size > 0) return;
    void this.started?.then(
      ({ session }) => session.release(),
      () => {},
    );
    this.settings.budget.bytes += this.arena;
    this.arena = 0;
  }

  private async start(graphs: readonly OnnxGraph[], need: number): Promise<Started> {
    const { budget, log, ...settings } = this.settings;
    const time = stopwatch();
    const wanted = arenaFactor * need;
    this.arena = wanted <= budget.bytes ? wanted : 0;
    budget.bytes -= this.arena;
    const { bytes, names } = writeAll(graphs);
    const writeTime = time();
    const session = await createSession(bytes, graphs[0]!.name, { ...settings, arena: this.arena > 0 });
    log?.debug(`${graphs.map(({ name }) => name).join(', ')}: model in ${writeTime}, session in ${time()}`);
    return {
      session,
      names: new Map(graphs.map((graph, turn) => [graph, names[turn]!])),
      besides: new Map(graphs.map((graph, turn) => [graph, feedsBesides(graphs, names, turn)])),
    };
  }
}

function writeAll(graphs: readonly OnnxGraph[]): { bytes: Uint8Array; names: readonly Names[] } {
  if (graphs.length > 1) return writeTurns(graphs);
  const { bytes, ...names } = writeModel(graphs[0]!);
  return { bytes, names: [names] };
}

/** The number of a graph, and zeros for the inputs of the others: one block of them for all. */
function feedsBesides(
  graphs: readonly OnnxGraph[],
  names: readonly Names[],
  turn: number,
): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = {};
  if (graphs.length === 1) return feeds;
  feeds[turnName] = toRuntime({ dtype: 'int32', shape: [], data: Int32Array.of(turn) });
  const others = graphs.flatMap(({ inputs }, i) =>
    inputs.map(({ value }, at) => ({ value, name: i === turn ? '' : names[i]!.inputs[at]! })),
  );
  const fed = others.filter(({ name }) => name !== '');
  const zeros = new ArrayBuffer(Math.max(0, ...fed.map(({ value }) => valueBytes(value))));
  for (const { value, name } of fed) feeds[name] = zerosOf(value as TensorSpec, zeros);
  return feeds;
}
