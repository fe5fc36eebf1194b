import type { HostTensor, HostTensors, State, TensorSpec } from '@infomin/plugin';
import { type Frame, frameBytes, type Sent } from './frames.js';
import type { Worker } from './worker.js';

let latest = 0;

/** State that lives in the worker, on its device. Programs update it in place. */
export class TorchState implements State {
  readonly id = ++latest;
  private readonly specs = new Map<string, TensorSpec>();

  constructor(
    readonly worker: Worker,
    values: HostTensors,
  ) {
    this.write(values);
  }

  get names(): readonly string[] {
    return [...this.specs.keys()];
  }

  spec(name: string): TensorSpec | undefined {
    return this.specs.get(name);
  }

  async read(names: readonly string[] = this.names): Promise<HostTensors> {
    this.require(names);
    return tensorsOf(await this.worker.request('reading the state', { do: 'read', state: this.id, names }));
  }

  /** Throws where some are not there. */
  require(names: readonly string[]): void {
    const unknown = names.find((name) => !this.specs.has(name));
    if (unknown !== undefined)
      throw new Error(`the state has no tensor '${unknown}'; it has ${this.names.join(', ') || 'none'}`);
  }

  write(values: HostTensors): void {
    for (const [name, { dtype, shape }] of Object.entries(values)) {
      this.specs.set(name, { dtype, shape: [...shape] });
    }
    this.worker.tell({ do: 'write', state: this.id }, sentOf(values));
  }

  dispose(): void {
    this.worker.tell({ do: 'drop', state: this.id });
    this.specs.clear();
  }
}

/** Tensors as a frame takes them. */
export function sentOf(values: HostTensors): Sent[] {
  return Object.entries(values).map(([name, { dtype, shape, data }]) => ({
    name,
    dtype,
    shape,
    // The pipe may read it later.
    data: data.slice(),
  }));
}

const arrays = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array };

/** The tensors of a frame, over its memory. */
export function tensorsOf({ header, body }: Frame): HostTensors {
  let at = body.byteOffset;
  const specs = header.tensors as readonly [string, HostTensor['dtype'], readonly number[]][];
  return Object.fromEntries(
    specs.map(([name, dtype, shape]): [string, HostTensor] => {
      const size = shape.reduce((a, b) => a * b, 1);
      const data = new arrays[dtype](body.buffer as ArrayBuffer, at, size);
      at += frameBytes(data.byteLength);
      return [name, { dtype, shape, data }];
    }),
  );
}
