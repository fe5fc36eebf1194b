import {
  checkTensor,
  type HostTensors,
  type Logger,
  type Program,
  type ProgramSpec,
  type RandomKey,
  type Ranks,
  randomOfDraw,
  type State,
  type TensorSpec,
} from '@infomin/plugin';
import type { Sent } from './frames.js';
import { type Lowered, moduleOf } from './lower/lower.js';
import type { Prepared, Sending } from './prepared.js';
import { TorchState, tensorsOf } from './state.js';
import type { Worker } from './worker.js';

let latest = 0;

interface LoadOptions {
  readonly device: string;
  readonly fuse: boolean;
  readonly graph: boolean;
  readonly prepared: Prepared;
  readonly log?: Logger | undefined;
  readonly ranks?: Ranks | undefined;
  /** Told when PyTorch has compiled it. */
  compiled(): void;
}

/** A program that a worker has loaded. */
export class TorchProgram implements Program {
  private readonly id = ++latest;

  /** Whether the next run is one that compiles. */
  private compiles = false;

  private constructor(
    private readonly spec: ProgramSpec,
    private readonly lowered: Lowered,
    private readonly worker: Worker,
    private readonly prepared: Prepared,
    private readonly log: Logger | undefined,
    /** Where it computes its own rows of a step that several ranks do together. */
    private readonly ranks: Ranks | undefined,
    private readonly compiled: () => void,
  ) {}

  /** `fuse`: PyTorch compiles it at its first run; `graph`: later ones replay a CUDA graph of it. */
  static async load(
    spec: ProgramSpec,
    lowered: Lowered,
    worker: Worker,
    { device, fuse, graph, prepared, log, ranks, compiled }: LoadOptions,
  ): Promise<TorchProgram> {
    const program = new TorchProgram(spec, lowered, worker, prepared, log, ranks, compiled);
    const header = {
      do: 'load',
      program: program.id,
      name: spec.name,
      source: moduleOf([lowered], device),
      arguments: lowered.arguments.map(({ kind, name }) => [
        kind === 'input' || kind === 'keys' ? 'given' : kind,
        name,
      ]),
      outputs: lowered.outputs.map(({ name }) => name),
      fuse,
      graph,
    };
    const { lacks } = (await worker.request(`loading ${spec.name}`, header, lowered.constants)).header;
    if (lacks) log?.warn(`engine torch runs ${spec.name} uncompiled, which is slower: ${lacks}`);
    program.compiles = fuse && !lacks;
    return program;
  }

  async run(state: State, inputs: HostTensors, key: RandomKey): Promise<HostTensors> {
    const { name } = this.spec;
    if (!(state instanceof TorchState) || state.worker !== this.worker)
      throw new Error(`${name}: the state belongs to another engine`);
    for (const [field, expected] of Object.entries(this.spec.state)) {
      checkTensor(`${name}: state '${field}'`, expected, state.spec(field));
    }
    for (const [field, expected] of Object.entries(this.spec.inputs)) {
      checkTensor(`${name}: input '${field}'`, this.ownRows(field, expected), inputs[field]);
    }
    state.require(this.lowered.arguments.flatMap(({ kind, name }) => (kind === 'state' ? [name] : [])));
    const given: Sent[] = [];
    const staged: [string, number, string][] = [];
    const used = new Set<Sending>();
    for (const argument of this.lowered.arguments) {
      if (argument.kind === 'keys') given.push(this.keys(argument.name, key));
      if (argument.kind !== 'input') continue;
      const tensor = inputs[argument.input]!;
      const there = this.prepared.find(this.worker, tensor);
      if (there) {
        staged.push([argument.name, there.sending.id, there.name]);
        used.add(there.sending);
      } else given.push({ ...tensor, name: argument.name });
    }
    const begun = performance.now();
    const { ranks } = this;
    const header = {
      do: 'run',
      program: this.id,
      state: state.id,
      staged,
      together: ranks !== undefined,
      ends: ranks?.asked.aborted ?? false,
    };
    const answering = this.worker.request(name, header, given);
    for (const sending of used) this.prepared.drop(sending);
    const answer = await answering;
    if (answer.header.ends) ranks!.end();
    const { lacks } = answer.header;
    if (lacks) this.log?.debug(`${name}: runs without a CUDA graph: ${lacks}`);
    if (this.compiles) {
      this.log?.debug(`${name}: compiled in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
      this.compiled();
    }
    this.compiles = false;
    return tensorsOf(answer);
  }

  private keys(name: string, key: RandomKey): Sent {
    const { draws } = this.lowered;
    const data = Int32Array.from(draws.flatMap((draw) => randomOfDraw(draw, key).key));
    return { name, dtype: 'int32', shape: [draws.length, 2], data };
  }

  private ownRows(field: string, { dtype, shape }: TensorSpec): TensorSpec {
    const { ranks, spec } = this;
    if (!ranks || !spec.rows?.includes(field)) return { dtype, shape };
    return { dtype, shape: [shape[0]! / ranks.world, ...shape.slice(1)] };
  }

  dispose(): void {
    this.worker.tell({ do: 'drop', program: this.id });
  }
}
