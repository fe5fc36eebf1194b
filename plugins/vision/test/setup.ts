import '@tensorflow/tfjs-backend-cpu';
// Registers tfjs's gradients.
import '@tensorflow/tfjs-layers';
import type {
  ModelContext,
  ModelImplementation,
  Type,
  ViewImplementation,
  WeightSpecs,
} from '@infomin/plugin';
import { Random, stateless, type TensorRandom } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';

/** Random tensors filled on the host, as an eager engine does it. */
export function tensorRandom(seed: number, stream = 'test'): TensorRandom {
  let draws = 0;
  const next = () => Random.of(seed, `${stream}/${draws++}`);
  const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
  return {
    uniform: (shape, from = 0, to = 1) =>
      tf.tensor(next().fillUniform(new Float32Array(size(shape)), from, to), [...shape]),
    normal: (shape, std = 1) => tf.tensor(next().fillNormal(new Float32Array(size(shape)), std), [...shape]),
    fork: (name) => tensorRandom(seed, `${stream}/${name}`),
  };
}

/** Values in [from, to), row-major. */
export function randomTensor(shape: readonly number[], seed: number, from = 0, to = 1): tf.Tensor {
  return tensorRandom(seed, 'values').uniform(shape, from, to);
}

/** Applies a view operation that gives one tensor. */
export async function applyView<A>(
  signature: { implementation(): Promise<{ default: ViewImplementation<A> }> },
  input: tf.Tensor,
  args: NoInfer<A>,
  { seed = 0, training = true } = {},
): Promise<tf.Tensor> {
  const { default: implementation } = await signature.implementation();
  return implementation.apply!(input, args, {
    random: tensorRandom(seed),
    training,
    ...stateless,
  }) as tf.Tensor;
}

/** Weights as their initialisers say; buffers included. */
export function initialWeights(specs: WeightSpecs, seed = 0): Record<string, tf.Tensor> {
  const random = tensorRandom(seed, 'weights');
  return Object.fromEntries(
    Object.entries(specs).map(([name, { shape, init }]) => {
      if (init.kind === 'zeros') return [name, tf.zeros([...shape])];
      if (init.kind === 'ones') return [name, tf.ones([...shape])];
      if (init.kind === 'normal') return [name, random.normal(shape, init.std)];
      if (init.kind === 'copy') throw new Error(`${name} starts as another model does`);
      return [name, random.uniform(shape, -init.limit, init.limit)];
    }),
  );
}

/** A model's output, the buffers it moved and the weights it was given but did not read. */
export async function applyModel<A>(
  signature: {
    implementation(): Promise<{ default: ModelImplementation<A> }>;
    state(args: A, input: Type): WeightSpecs;
  },
  input: tf.Tensor,
  args: NoInfer<A>,
  type: Type,
  {
    training = true,
    drawing = training,
    weights = initialWeights(signature.state(args, type)),
  }: { training?: boolean; drawing?: boolean; weights?: Record<string, tf.Tensor> } = {},
) {
  const { default: implementation } = await signature.implementation();
  const updates: Record<string, tf.Tensor> = {};
  const unread = new Set(Object.keys(weights));
  const watched = new Proxy(weights, {
    get(target, name: string) {
      unread.delete(name);
      return target[name];
    },
  });
  const context: ModelContext = {
    training,
    drawing,
    random: tensorRandom(1),
    next: (name, value) => {
      updates[name] = value;
    },
  };
  return { output: implementation.apply(watched, input, args, context), updates, unread: [...unread] };
}

/** The largest absolute difference. */
export function distance(a: tf.Tensor, b: tf.Tensor): number {
  return tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!;
}

export { tf };
