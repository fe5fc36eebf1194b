import {
  checkTensor,
  fillDraw,
  type HostTensors,
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

  private constructor(
    private readonly spec: ProgramSpec,
    private readonly lowered: Lowered,
    private readonly worker: Worker,
  ) {}

  /** `fuse`: PyTorch compiles it at its first run. */
  static async load(
    spec: ProgramSpec,
    lowered: Lowered,
    worker: Worker,
    fuse: boolean,
  ): Promise<TorchProgram> {
    const program = new TorchProgram(spec, lowered, worker);
    const header = {
      do: 'load',
      program: program.id,
      name: spec.name,
      source: lowered.source,
      arguments: lowered.arguments.map(({ kind, name }) => [kind, name]),
      outputs: lowered.outputs.map(({ name }) => name),
      fuse,
    };
    await worker.request(`loading ${spec.name}`, header, lowered.constants);
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
    const header = { do: 'run', program: this.id, state: state.id };
    return tensorsOf(await this.worker.request(name, header, given));
  }

  dispose(): void {
    this.worker.tell({ do: 'drop', program: this.id });
  }
}
