import type { HostTensor, HostTensors, State, TensorSpec } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { fromHost, toHost } from './host.js';

interface Slot {
  readonly spec: TensorSpec;
  readonly tensor: tf.Tensor;
}

/** State of an eager engine: one tensor a name, disposed when its next value takes its place. */
export class EagerState implements State {
  private readonly slots = new Map<string, Slot>();

  /** `use` makes the engine's backend the current one. */
  constructor(
    values: HostTensors,
    private readonly use: () => void,
  ) {
    this.write(values);
  }

  get names(): readonly string[] {
    return [...this.slots.keys()];
  }

  get specs(): Readonly<Record<string, TensorSpec>> {
    return Object.fromEntries([...this.slots].map(([name, slot]) => [name, slot.spec]));
  }

  get(name: string): tf.Tensor {
    return this.slot(name).tensor;
  }

  async read(names: readonly string[] = this.names): Promise<HostTensors> {
    const values: [string, HostTensor][] = [];
    for (const name of names) {
      const { spec, tensor } = this.slot(name);
      const value = await toHost(tensor);
      values.push([
        name,
        spec.dtype === 'uint8' ? { ...value, dtype: 'uint8', data: Uint8Array.from(value.data) } : value,
      ]);
    }
    return Object.fromEntries(values);
  }

  write(values: HostTensors): void {
    this.use();
    for (const [name, value] of Object.entries(values)) {
      this.set(name, { dtype: value.dtype, shape: [...value.shape] }, fromHost(value));
    }
  }

  /** Takes over `tensor` as the next value; it must be of the same type and shape. */
  replace(program: string, name: string, tensor: tf.Tensor): void {
    const { spec } = this.slot(name);
    if (tensor.dtype !== spec.dtype || tensor.shape.join() !== spec.shape.join()) {
      throw new Error(
        `${program}: the next value of state '${name}' is ${tensor.dtype}[${tensor.shape}], not ${spec.dtype}[${spec.shape}]`,
      );
    }
    this.set(name, spec, tensor);
  }

  dispose(): void {
    for (const { tensor } of this.slots.values()) tensor.dispose();
    this.slots.clear();
  }

  private set(name: string, spec: TensorSpec, tensor: tf.Tensor): void {
    this.slots.get(name)?.tensor.dispose();
    // Kept: a tidy of the caller must not end its life.
    tf.keep(tensor);
    this.slots.set(name, { spec, tensor });
  }

  private slot(name: string): Slot {
    const slot = this.slots.get(name);
    if (!slot)
      throw new Error(`the state has no tensor '${name}'; it has ${this.names.join(', ') || 'none'}`);
    return slot;
  }
}
