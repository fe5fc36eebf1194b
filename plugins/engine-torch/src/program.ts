import {
  checkTensor,
  fillDraw,
  type HostTensors,
  type Logger,
  type Program,
  type ProgramSpec,
  type RandomKey,
  type State,
} from '@infomin/plugin';
import type { Sent } from './frames.js';
import type { Lowered } from './lower/lower.js';
import { TorchState, tensorsOf } from './state.js';
import type { Worker } from './worker.js';

let latest = 0;

/** A program that a worker has loaded. */
export class TorchProgram implements Program {
  private readonly id = ++latest;

  /** Whether the next run is one that compiles. */
  private compiles = false;

  private constructor(
    private readonly spec: ProgramSpec,
    private readonly lowered: Lowered,
    private readonly worker: Worker,
    private readonly log: Logger | undefined,
  ) {}

  /** `fuse`: PyTorch compiles it at its first run. */
  static async load(
    spec: ProgramSpec,
    lowered: Lowered,
    worker: Worker,
    { fuse, log }: { readonly fuse: boolean; readonly log?: Logger | undefined },
  ): Promise<TorchProgram> {
    const program = new TorchProgram(spec, lowered, worker, log);
    const header = {
      do: 'load',
      program: program.id,
      name: spec.name,
      source: lowered.source,
      arguments: lowered.arguments.map(({ kind, name }) => [kind, name]),
      outputs: lowered.outputs.map(({ name }) => name),
      fuse,
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
      checkTensor(`${name}: input '${field}'`, expected, inputs[field]);
    }
    const given = this.lowered.arguments.flatMap((argument): Sent[] => {
      if (argument.kind !== 'given') return [];
      const { source, value } = argument.input;
      if (source.kind === 'random') {
        const data = fillDraw(source.draw, key);
        return [{ name: argument.name, dtype: 'float32', shape: value.shape, data }];
      }
      return [{ ...inputs[source.name]!, name: argument.name }];
    });
    const begun = performance.now();
    const answer = await this.worker.request(name, { do: 'run', program: this.id, state: state.id }, given);
    if (this.compiles)
      this.log?.debug(`${name}: compiled in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    this.compiles = false;
    return tensorsOf(answer);
  }

  dispose(): void {
    this.worker.tell({ do: 'drop', program: this.id });
  }
}
