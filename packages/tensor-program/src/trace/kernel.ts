import type { NamedAttrMap, NamedTensorInfoMap, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { Attributes, DType } from '../ir/graph.js';

/** Type and shape of a result. */
export interface Shaped {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** A kernel's inputs as the trace knows them. */
export interface Operand extends Shaped {
  readonly dtype: 'float32' | 'int32' | 'bool';
}

export interface Inferred {
  readonly outputs: readonly Shaped[];
  /** Attributes to record; normalised, so that no later stage reads `'same'` or a negative axis. */
  readonly attrs?: Attributes;
}

/** A kernel that becomes one node. */
export interface RecordedKernel {
  /** Names of its inputs in the order of the node's; `'list'` where tfjs passes an array. */
  readonly inputs: readonly string[] | 'list';
  infer(inputs: readonly Operand[], attrs: KernelAttributes): Inferred;
}

/** A kernel that is traced as the tfjs ops it is made of. */
export interface ComposedKernel {
  compose(inputs: Readonly<Record<string, Tensor>>, attrs: KernelAttributes): Tensor | Tensor[];
}

export type Kernel = RecordedKernel | ComposedKernel;
export type Kernels = Readonly<Record<string, Kernel>>;

// biome-ignore lint/suspicious/noExplicitAny: tfjs passes attributes untyped; each kernel's documentation gives their types.
export type KernelAttributes = Readonly<Record<string, any>>;

export type KernelCall = { inputs: NamedTensorInfoMap; attrs?: NamedAttrMap };

export function one(shape: readonly number[], dtype: DType, attrs?: Attributes): Inferred {
  return attrs === undefined ? { outputs: [{ shape, dtype }] } : { outputs: [{ shape, dtype }], attrs };
}

/** The inputs of a call in the kernel's order; those left out at the end of the list are dropped. */
export function orderedInputs(kernel: RecordedKernel, inputs: NamedTensorInfoMap): TensorInfo[] {
  if (kernel.inputs === 'list') return Object.values(inputs) as TensorInfo[];
  const given = kernel.inputs.map((name) => inputs[name]);
  const present = given.filter((input): input is TensorInfo => input != null);
  if (given.slice(0, present.length).some((input) => input == null)) {
    throw new Error(`inputs ${kernel.inputs.join(', ')} have a gap`);
  }
  return present;
}
