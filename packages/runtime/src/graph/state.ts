import { culprit, type ModelPlan, type Place } from '@infomin/plan';
import {
  type HostTensor,
  type HostTensors,
  type Initializer,
  Random,
  type StateSpecs,
  type TensorSpec,
  type Tensors,
  type WeightSegment,
  type WeightSpec,
  type WeightSpecs,
} from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import type { Ready } from '../base/bound.js';
import { faultOf } from './fault.js';

/** Where a tensor of a constructor's state stands in a flat vector. */
export interface Segment {
  readonly name: string;
  readonly spec: WeightSpec;
  readonly offset: number;
  readonly size: number;
}

/** Untrained tensors of so many numbers or fewer share a vector: few large tensors are faster than many small ones. */
const SMALL = 4096;

/** Whose code a state belongs to, and where the file uses it. */
export interface Maker {
  /** Id of the constructor. */
  readonly id: string;
  readonly place: Place;
}

/**
 * Where a constructor's state lies among an engine's tensors: one flat vector of what is trained, `[P]`, one of small
 * buffers, `[B]`, and every other tensor by itself. Their names are the owner's and the tensor's with a space between, and
 * neither part of the latter holds one, so no two owners share one.
 */
export class StateLayout {
  /** What is trained. */
  readonly weights: readonly Segment[];
  readonly buffers: readonly Segment[];
  private readonly alone: readonly (readonly [string, WeightSpec])[];
  /** P */
  readonly size: number;
  private readonly bufferSize: number;
  readonly weightsName: string;
  private readonly buffersName: string;

  constructor(
    /** `model f`, `term …` */
    readonly owner: string,
    private readonly specs: WeightSpecs,
    readonly maker: Maker,
  ) {
    const entries = Object.entries(specs);
    for (const [name, { trainable, dtype = 'float32' }] of entries) {
      if (!/^[\w./-]+$/.test(name)) throw this.fault(`declares state under the name "${name}"`);
      if (trainable !== false && dtype !== 'float32')
        throw this.fault(`declares \`${name}\` as trained ${dtype}`);
    }
    const isSmall = ({ dtype = 'float32', shape }: WeightSpec) =>
      dtype === 'float32' && sizeOf(shape) <= SMALL;
    const untrained = entries.filter(([, spec]) => spec.trainable === false);
    this.weights = lay(entries.filter(([, spec]) => spec.trainable !== false));
    this.buffers = lay(untrained.filter(([, spec]) => isSmall(spec)));
    this.alone = untrained.filter(([, spec]) => !isSmall(spec));
    this.size = end(this.weights);
    this.bufferSize = end(this.buffers);
    this.weightsName = `${owner} [weights]`;
    this.buffersName = `${owner} [buffers]`;
  }

  /** The engine's tensors. */
  get tensors(): Record<string, TensorSpec> {
    const flat = (name: string, size: number) =>
      size > 0 ? [[name, { dtype: 'float32', shape: [size] }]] : [];
    return Object.fromEntries([
      ...flat(this.weightsName, this.size),
      ...flat(this.buffersName, this.bufferSize),
      ...this.alone.map(([name, { dtype = 'float32', shape }]) => [this.nameOf(name), { dtype, shape }]),
    ]);
  }

  /** The tensors of the state that each of the engine's holds, in order. */
  parts(): Record<string, (readonly [string, WeightSpec])[]> {
    const flat = (segments: readonly Segment[]) => segments.map(({ name, spec }) => [name, spec] as const);
    return {
      ...(this.size > 0 && { [this.weightsName]: flat(this.weights) }),
      ...(this.bufferSize > 0 && { [this.buffersName]: flat(this.buffers) }),
      ...Object.fromEntries(this.alone.map((entry) => [this.nameOf(entry[0]), [entry]])),
    };
  }

  /** Their values at the start; `valuesOf` gives those of one tensor of the state. */
  initial(valuesOf: (name: string, spec: WeightSpec) => HostTensor['data']): HostTensors {
    const flat = (segments: readonly Segment[], size: number): HostTensor => {
      const data = new Float32Array(size);
      for (const { name, spec, offset } of segments) data.set(valuesOf(name, spec), offset);
      return { dtype: 'float32', shape: [size], data };
    };
    return {
      ...(this.size > 0 && { [this.weightsName]: flat(this.weights, this.size) }),
      ...(this.bufferSize > 0 && { [this.buffersName]: flat(this.buffers, this.bufferSize) }),
      ...Object.fromEntries(
        this.alone.map(([name, spec]): [string, HostTensor] => [
          this.nameOf(name),
          { dtype: spec.dtype ?? 'float32', shape: spec.shape, data: valuesOf(name, spec) },
        ]),
      ),
    };
  }

  /** The spec of a tensor of the state; `undefined` where there is none of that name. */
  spec(name: string): WeightSpec | undefined {
    return Object.hasOwn(this.specs, name) ? this.specs[name] : undefined;
  }

  /** The state's tensors by their own names. */
  open(tensors: Tensors): Record<string, tf.Tensor> {
    return {
      ...cut(this.weights, tensors[this.weightsName]),
      ...cut(this.buffers, tensors[this.buffersName]),
      ...Object.fromEntries(this.alone.map(([name]) => [name, tensors[this.nameOf(name)]!])),
    };
  }

  /** The weights by their own names, cut from another vector of them. */
  openWeights(flat: tf.Tensor): Record<string, tf.Tensor> {
    return cut(this.weights, flat);
  }

  /** The engine's tensors that differ where those named `changed` of the state's `values` do. */
  close(changed: ReadonlySet<string>, values: Tensors): Record<string, tf.Tensor> {
    const entries = this.alone
      .filter(([name]) => changed.has(name))
      .map(([name]) => [this.nameOf(name), values[name]!] as const);
    const moved = this.buffers.some(({ name }) => changed.has(name));
    return {
      ...(moved && { [this.buffersName]: flatten(this.buffers, values) }),
      ...Object.fromEntries(entries),
    };
  }

  /** Values of the engine's tensors by the state's own names. Throws where some are missing. */
  named(tensors: HostTensors): HostTensors {
    const get = (name: string) => {
      const tensor = tensors[name];
      if (!tensor) throw new Error(`the checkpoint does not hold "${name}"`);
      return tensor;
    };
    const parts = (segments: readonly Segment[], from: string) =>
      segments.map(({ name, spec, offset, size }): [string, HostTensor] => {
        const data = get(from).data.slice(offset, offset + size);
        return [name, { dtype: 'float32', shape: spec.shape, data }];
      });
    return Object.fromEntries([
      ...parts(this.weights, this.weightsName),
      ...parts(this.buffers, this.buffersName),
      ...this.alone.map(([name]): [string, HostTensor] => [name, get(this.nameOf(name))]),
    ]);
  }

  /** An error of the code whose state it is. */
  fault(what: string) {
    return faultOf(this.maker.id, this.maker.place, what);
  }

  private nameOf(name: string): string {
    return `${this.owner} ${name}`;
  }
}

/** The state of a declared model. */
export class ModelLayout extends StateLayout {
  constructor(
    readonly plan: ModelPlan,
    readonly bound: Ready<'model'>,
  ) {
    super(ownerOfModel(plan.id), plan.state, { id: culprit(plan.call), place: plan.place });
  }

  /** `[P]`: 1 where weight decay applies. */
  decayMask(): Float32Array {
    const mask = new Float32Array(this.size);
    for (const { decay, offset, size } of this.segments()) if (decay) mask.fill(1, offset, offset + size);
    return mask;
  }

  /** The trainable tensors, as optimisers see them. */
  segments(): WeightSegment[] {
    return this.weights.map(({ spec, offset, size }) => ({ offset, size, decay: spec.decay !== false }));
  }
}

export const ownerOfModel = (id: string) => `model ${id}`;
export const ownerOfTerm = (id: string) => `term ${id}`;

/** The state of a constructor without weights; `undefined` where it keeps none. */
export function layoutOf(
  owner: string,
  specs: StateSpecs | undefined,
  maker: Maker,
): StateLayout | undefined {
  if (specs === undefined || Object.keys(specs).length === 0) return undefined;
  const untrained = Object.entries(specs).map(
    ([name, spec]) => [name, { ...spec, trainable: false }] as const,
  );
  return new StateLayout(owner, Object.fromEntries(untrained), maker);
}

/** Values at the start of state: keyed by seed, `start`, the owner's name and the tensor's own. */
export function drawn(spec: WeightSpec, seed: number, start: string, name: string): HostTensor['data'] {
  const size = sizeOf(spec.shape);
  const data = spec.dtype === 'int32' ? new Int32Array(size) : new Float32Array(size);
  fill(data, spec.init, Random.of(seed, start).fork(name));
  return data;
}

/** Named tensors as one flat vector, in the layout's order; zeros where there is none. */
export function flatten(
  segments: readonly Segment[],
  tensors: Readonly<Record<string, tf.Tensor | undefined>>,
): tf.Tensor {
  const parts = segments.map(({ name, size }) => {
    const tensor = tensors[name];
    return tensor ? tf.reshape(tensor, [size]) : tf.zeros([size]);
  });
  return parts.length === 1 ? parts[0]! : tf.concat(parts, 0);
}

function cut(segments: readonly Segment[], flat: tf.Tensor | undefined): Record<string, tf.Tensor> {
  const tensors: Record<string, tf.Tensor> = {};
  for (const { name, spec, offset, size } of segments) {
    tensors[name] = tf.reshape(tf.slice(flat!, [offset], [size]), [...spec.shape]);
  }
  return tensors;
}

function lay(entries: readonly (readonly [string, WeightSpec])[]): Segment[] {
  let offset = 0;
  return entries.map(([name, spec]) => {
    const size = sizeOf(spec.shape);
    const segment = { name, spec, offset, size };
    offset += size;
    return segment;
  });
}

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

function end(segments: readonly Segment[]): number {
  const last = segments.at(-1);
  return last ? last.offset + last.size : 0;
}

function fill(out: Float32Array | Int32Array, init: Initializer, random: Random): void {
  switch (init.kind) {
    case 'zeros':
      return;
    case 'ones':
      out.fill(1);
      return;
    case 'copy':
      throw new Error(`"${init.of}" of ${init.model} is not drawn`);
    default:
  }
  if (out instanceof Int32Array) throw new Error('whole numbers start as zeros or ones');
  if (init.kind === 'normal') random.fillNormal(out, init.std);
  else random.fillUniform(out, -init.limit, init.limit);
}
