import type { HostTensor, HostTensors, State, TensorSpec } from '@infomin/plugin';
import type { Tensor } from './onnxruntime.js';
import { fromRuntime, toRuntime, zerosOf } from './tensors.js';

interface Slot {
  readonly spec: TensorSpec;
  readonly tensor: Tensor;
  /** Where the next value goes. */
  readonly spare?: Tensor;
}

/** State of the compiled engine: two runtime tensors a name, in turns the value and where a run writes the next. */
export class OnnxState implements State {
  private readonly slots = new Map<string, Slot>();

  constructor(values: HostTensors) {
    this.write(values);
  }

  get names(): readonly string[] {
    return [...this.slots.keys()];
  }

  spec(name: string): TensorSpec | undefined {
    return this.slots.get(name)?.spec;
  }

  get(name: string): Tensor {
    return this.slot(name).tensor;
  }

  async read(names: readonly string[] = this.names): Promise<HostTensors> {
    const values = names.map((name): [string, HostTensor] => [
      name,
      fromRuntime(this.slot(name).tensor, true),
    ]);
    return Object.fromEntries(values);
  }

  write(values: HostTensors): void {
    for (const [name, value] of Object.entries(values)) {
      const spec = { dtype: value.dtype, shape: [...value.shape] };
      this.slots.set(name, { spec, tensor: toRuntime({ ...value, data: value.data.slice() }) });
    }
  }

  /** The tensor for the next value; {@link swap} makes it the value. */
  spare(name: string): Slot {
    const { spec, tensor, spare = zerosOf(spec) } = this.slot(name);
    this.slots.set(name, { spec, tensor, spare });
    return { spec, tensor: spare };
  }

  swap(name: string): void {
    const { spec, tensor, spare = zerosOf(spec) } = this.slot(name);
    this.slots.set(name, { spec, tensor: spare, spare: tensor });
  }

  dispose(): void {
    this.slots.clear();
  }

  private slot(name: string): Slot {
    const slot = this.slots.get(name);
    if (!slot)
      throw new Error(`the state has no tensor '${name}'; it has ${this.names.join(', ') || 'none'}`);
    return slot;
  }
}
