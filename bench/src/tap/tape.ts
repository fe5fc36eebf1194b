import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostTensor, HostTensors } from '@infomin/plugin';

/** A tensor in a file of its own, raw and little-endian. */
export interface TapedTensor {
  readonly file: string;
  readonly dtype: HostTensor['dtype'];
  readonly shape: readonly number[];
}
type Taped = Record<string, TapedTensor>;

export interface TapedUpdate {
  /** `nce/max/b` */
  readonly program: string;
  readonly inputs: Taped;
  readonly loss: number;
}

/** `tape.json`: what a peer needs to do the same rounds. */
export interface Tape {
  /** Weights, buffers and optimiser slots before the first update. */
  readonly state: Taped;
  readonly rounds: readonly (readonly TapedUpdate[])[];
}

/** Writes the state at the start and the first rounds to a folder, tensors first, `tape.json` at the end. */
export class TapeWriter {
  private readonly state: Taped = {};
  private readonly rounds: TapedUpdate[][] = [];
  private files = 0;

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  start(state: HostTensors): void {
    Object.assign(this.state, this.tensors(state));
  }

  round(): void {
    this.rounds.push([]);
  }

  update(program: string, inputs: HostTensors, loss: number): void {
    this.rounds.at(-1)!.push({ program, inputs: this.tensors(inputs), loss });
  }

  finish(): void {
    const tape: Tape = { state: this.state, rounds: this.rounds };
    writeFileSync(join(this.folder, 'tape.json'), JSON.stringify(tape));
  }

  private tensors(tensors: HostTensors): Taped {
    return Object.fromEntries(
      Object.entries(tensors).map(([name, { dtype, shape, data }]) => {
        const file = `${this.files++}.bin`;
        writeFileSync(join(this.folder, file), new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
        return [name, { file, dtype, shape }];
      }),
    );
  }
}
