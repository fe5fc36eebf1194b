import type { ModelPlan } from '@infomin/plan';
import {
  type HostTensor,
  type HostTensors,
  type Initializer,
  Random,
  type TensorSpec,
  type Tensors,
  type WeightSpec,
  type WeightSpecs,
} from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import type { Ready } from '../base/bound.js';

/** Where a weight stands in its model's flat vector. */
export interface Slot {
  readonly name: string;
  readonly spec: WeightSpec;
  readonly offset: number;
  readonly size: number;
}

/** A model's weights as they lie in the state: one flat vector of what is trained, `[P]`, one of buffers, `[B]`. */
export class ModelLayout {
  readonly trainable: readonly Slot[];
  readonly buffers: readonly Slot[];
  /** P */
  readonly size: number;
  /** B */
  readonly bufferSize: number;
  readonly weightsName: string;
  readonly buffersName: string;

  constructor(
    readonly plan: ModelPlan,
    readonly bound: Ready<'model'>,
  ) {
    ({ trainable: this.trainable, buffers: this.buffers } = slotsOf(plan.weights));
    this.size = end(this.trainable);
    this.bufferSize = end(this.buffers);
    this.weightsName = `${plan.id}.weights`;
    this.buffersName = `${plan.id}.buffers`;
  }

  /** What programs that apply the model read of the state. */
  stateSpecs(): Record<string, TensorSpec> {
    return {
      ...(this.size > 0 && { [this.weightsName]: { dtype: 'float32', shape: [this.size] } }),
      ...(this.bufferSize > 0 && { [this.buffersName]: { dtype: 'float32', shape: [this.bufferSize] } }),
    };
  }

  /** Values at the start, keyed by seed, the model's name and the weight's; others for another `start`. */
  initial(seed: number, start = 'init'): HostTensors {
    const random = Random.of(seed, `${start}/${this.plan.name}`);
    return {
      ...(this.size > 0 && { [this.weightsName]: filled(this.trainable, this.size, random) }),
      ...(this.bufferSize > 0 && { [this.buffersName]: filled(this.buffers, this.bufferSize, random) }),
    };
  }

  /** `[P]`: 1 where weight decay applies. */
  decayMask(): Float32Array {
    const mask = new Float32Array(this.size);
    for (const slot of this.trainable) {
      if (slot.spec.decay !== false) mask.fill(1, slot.offset, slot.offset + slot.size);
    }
    return mask;
  }

  /** Named tensors cut from the state's flat vectors. */
  open(state: Tensors): { trainable: Record<string, tf.Tensor>; buffers: Record<string, tf.Tensor> } {
    return {
      trainable: cut(this.trainable, state[this.weightsName]),
      buffers: cut(this.buffers, state[this.buffersName]),
    };
  }
}

/** Where each weight stands in the flat vectors of its model. */
export function slotsOf(weights: WeightSpecs): { trainable: Slot[]; buffers: Slot[] } {
  const entries = Object.entries(weights);
  return {
    trainable: lay(entries.filter(([, spec]) => spec.trainable !== false)),
    buffers: lay(entries.filter(([, spec]) => spec.trainable === false)),
  };
}

/** Named tensors as one flat vector, in the layout's order; zeros where there is none. */
export function flatten(
  slots: readonly Slot[],
  tensors: Readonly<Record<string, tf.Tensor | undefined>>,
): tf.Tensor {
  const parts = slots.map(({ name, size }) => {
    const tensor = tensors[name];
    return tensor ? tf.reshape(tensor, [size]) : tf.zeros([size]);
  });
  return parts.length === 1 ? parts[0]! : tf.concat(parts, 0);
}

function cut(slots: readonly Slot[], flat: tf.Tensor | undefined): Record<string, tf.Tensor> {
  const tensors: Record<string, tf.Tensor> = {};
  for (const { name, spec, offset, size } of slots) {
    tensors[name] = tf.reshape(tf.slice(flat!, [offset], [size]), [...spec.shape]);
  }
  return tensors;
}

function lay(entries: readonly (readonly [string, WeightSpec])[]): Slot[] {
  let offset = 0;
  return entries.map(([name, spec]) => {
    const size = spec.shape.reduce((a, b) => a * b, 1);
    const slot = { name, spec, offset, size };
    offset += size;
    return slot;
  });
}

function end(slots: readonly Slot[]): number {
  const last = slots.at(-1);
  return last ? last.offset + last.size : 0;
}

function filled(slots: readonly Slot[], size: number, random: Random): HostTensor {
  const data = new Float32Array(size);
  for (const slot of slots) {
    fill(data.subarray(slot.offset, slot.offset + slot.size), slot.spec.init, random.fork(slot.name));
  }
  return { dtype: 'float32', shape: [size], data };
}

function fill(out: Float32Array, init: Initializer, random: Random): void {
  switch (init.kind) {
    case 'zeros':
      return;
    case 'ones':
      out.fill(1);
      return;
    case 'normal':
      random.fillNormal(out, init.std);
      return;
    case 'uniform':
      random.fillUniform(out, -init.limit, init.limit);
      return;
  }
}
