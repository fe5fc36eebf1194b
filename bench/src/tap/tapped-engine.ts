import type { Engine, HostTensors, Program, ProgramSpec, RandomKey, State } from '@infomin/plugin';
import type { Line } from './parent-line.js';
import { peakMemory } from './peak-memory.js';
import type { TapeWriter } from './tape.js';

/** Rounds that go onto the tape: as many as both sides' losses are compared over. */
export const tapedRounds = 5;

/**
 * An engine that lets training go on only as far as it is told to, and tells how long it took. A round begins with each
 * run of the training program that was compiled first. Everything else is as it is without a tap.
 */
export class TappedEngine implements Engine {
  readonly name: string;
  readonly description: string;
  private first: Program | undefined;
  private remaining = 0;
  private rounds = 0;
  private begun = 0;
  private seconds: number[] = [];
  private losses: number[][] = [];

  constructor(
    private readonly engine: Engine,
    private readonly line: Line,
    private readonly tape: TapeWriter | undefined,
  ) {
    this.name = engine.name;
    this.description = engine.description;
  }

  createState(values: HostTensors): State {
    return this.engine.createState(values);
  }

  prepare(inputs: HostTensors): void {
    this.engine.prepare?.(inputs);
  }

  async compile(spec: ProgramSpec): Promise<Program> {
    const program = await this.engine.compile(spec);
    if (!/\/(min|max)\//.test(spec.name)) return program;
    this.first ??= program;
    return {
      run: (state, inputs, key) => this.run(spec.name, program, state, inputs, key),
      dispose: () => program.dispose(),
    };
  }

  dispose(): Promise<void> {
    this.finishOrder();
    return this.engine.dispose();
  }

  private async run(
    name: string,
    program: Program,
    state: State,
    inputs: HostTensors,
    key: RandomKey,
  ): Promise<HostTensors> {
    if (program === this.first) await this.beginRound(state);
    const begun = performance.now();
    const outputs = await program.run(state, inputs, key);
    this.seconds[this.seconds.length - 1]! += (performance.now() - begun) / 1000;
    const loss = outputs.loss?.data[0];
    if (loss === undefined) throw new Error(`training program ${name} has no output "loss"`);
    this.losses.at(-1)!.push(loss);
    if (this.rounds <= tapedRounds) this.tape?.update(name, inputs, loss);
    return outputs;
  }

  private async beginRound(state: State): Promise<void> {
    if (this.rounds === 0) this.tape?.start(await state.read());
    if (this.rounds === tapedRounds) this.tape?.finish();
    if (this.remaining === 0) {
      this.finishOrder();
      this.remaining = (await this.line.nextOrder()).rounds;
      this.begun = performance.now();
    }
    this.remaining--;
    this.rounds++;
    if (this.rounds <= tapedRounds) this.tape?.round();
    this.seconds.push(0);
    this.losses.push([]);
  }

  private finishOrder(): void {
    if (this.seconds.length === 0) return;
    this.line.report({
      seconds: this.seconds,
      elapsed: (performance.now() - this.begun) / 1000,
      losses: this.losses,
      peakBytes: peakMemory(),
      description: this.description,
    });
    this.seconds = [];
    this.losses = [];
  }
}
