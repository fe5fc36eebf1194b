import {
  definePlugin,
  type HostTensor,
  type HostTensors,
  model,
  type Problem,
  problem,
  type Type,
  vector,
  view,
  type WeightSpecs,
} from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';

const KEPT = 0.9;
export const sizes = { inputs: 3, units: 4 } as const;

/** Where {@link normed}'s model starts, `w` being `[inputs, units]`. */
export const start = {
  w: Array.from({ length: sizes.inputs }, (_, i) =>
    Array.from({ length: sizes.units }, (_, j) => Math.sin(1 + 3 * i + 5 * j) / 2),
  ),
  b: [0.3, -0.1, 0.2, 0.4],
  mean: [0.1, 0, -0.2, 0.05],
} as const;

const tensor = (shape: number[], data: readonly number[]): HostTensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(data),
});

/** relu(x · w − mean + b), where mean is the batch's while it trains and a running one else, as in batch norm. */
const normed = model({
  name: 'Normed',
  doc: 'A layer.',
  parameters: z.object({}),
  roles: ['encoder', 'generator', 'head'],
  infer: (_args, input: Type): Type | Problem =>
    input.kind === 'Vector' ? vector(sizes.units) : problem('takes a vector'),
  state: (): WeightSpecs => ({
    w: { shape: [sizes.inputs, sizes.units], init: { kind: 'zeros' } },
    b: { shape: [sizes.units], init: { kind: 'zeros' }, decay: false },
    mean: { shape: [sizes.units], init: { kind: 'zeros' }, trainable: false },
  }),
  implementation: async () => ({
    default: {
      apply({ w, b, mean }, input, _args, { training, next }) {
        const z = tf.matMul(input, w!);
        const own = tf.mean(z, 0);
        if (training) next('mean', tf.add(tf.mul(mean!, KEPT), tf.mul(own, 1 - KEPT)));
        return tf.relu(tf.add(tf.sub(z, training ? own : mean!), b!));
      },
      async initial(): Promise<HostTensors> {
        return {
          w: tensor([sizes.inputs, sizes.units], start.w.flat()),
          b: tensor([sizes.units], start.b),
          mean: tensor([sizes.units], start.mean),
        };
      },
    },
  }),
});

/** A model without weights. */
const still = model({
  name: 'Still',
  doc: 'Its input.',
  parameters: z.object({}),
  roles: ['encoder'],
  infer: (_args, input: Type) => input,
  state: () => ({}),
  implementation: async () => ({ default: { apply: (_weights, input) => tf.mul(input, 1) } }),
});

const shaken = view({
  name: 'Shaken',
  doc: 'Adds noise.',
  parameters: z.object({}),
  random: true,
  atTest: 'identity',
  infer: (_args, input) => input,
  implementation: async () => ({
    default: { apply: (input, _args, { random }) => tf.add(input, random.normal(input.shape)) },
  }),
});

export const models = definePlugin({
  name: 'models',
  version: '1',
  doc: '',
  constructors: [normed, still, shaken],
});

type Matrix = number[][];

/**
 * Fine-tuning written out in double precision: cross-entropy of softmax(layer · {@link normed}), its gradients by hand, and AdamW.
 * Gives the loss of each step, and the logits of `asked` afterwards.
 */
export function byHand(
  batches: readonly { readonly x: Matrix; readonly y: readonly number[] }[],
  asked: Matrix,
  { layer, lr, weightDecay }: { readonly layer: Matrix; readonly lr: number; readonly weightDecay: number },
) {
  const classes = layer[0]!.length;
  const weights = {
    w: start.w.map((row) => [...row]),
    b: [[...start.b]],
    v: layer.map((row) => [...row]),
    c: [Array.from({ length: classes }, () => 0)],
  };
  const zeros = (like: Matrix) => like.map((row) => row.map(() => 0));
  const moments = Object.entries(weights).map(([name, like]) => ({
    name,
    first: zeros(like),
    second: zeros(like),
  }));
  let mean: number[] = [...start.mean];
  const product = (a: Matrix, b: Matrix) =>
    a.map((row) => b[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));
  const transposed = (a: Matrix) => a[0]!.map((_, j) => a.map((row) => row[j]!));
  const meanOf = (a: Matrix) => transposed(a).map((column) => column.reduce((x, y) => x + y) / a.length);
  const logitsOf = (active: Matrix) =>
    product(active, weights.v).map((row) => row.map((value, j) => value + weights.c[0]![j]!));
  const activeOf = (z: Matrix, middle: readonly number[]) =>
    z.map((row) => row.map((value, j) => Math.max(0, value - middle[j]! + weights.b[0]![j]!)));
  const losses = batches.map(({ x, y }, step) => {
    const z = product(x, weights.w);
    const own = meanOf(z);
    mean = mean.map((value, j) => KEPT * value + (1 - KEPT) * own[j]!);
    const active = activeOf(z, own);
    const logits = logitsOf(active);
    const slopes = logits.map((row, n) => {
      const total = row.reduce((sum, value) => sum + Math.exp(value), 0);
      return row.map((value, j) => (Math.exp(value) / total - (y[n] === j ? 1 : 0)) / x.length);
    });
    const loss =
      logits.reduce((sum, row, n) => {
        const total = row.reduce((all, value) => all + Math.exp(value), 0);
        return sum + Math.log(total) - row[y[n]!]!;
      }, 0) / x.length;
    const back = product(slopes, transposed(weights.v)).map((row, n) =>
      row.map((value, j) => (active[n]![j]! > 0 ? value : 0)),
    );
    const common = meanOf(back);
    const gradients: Record<string, Matrix> = {
      w: product(
        transposed(x),
        back.map((row) => row.map((value, j) => value - common[j]!)),
      ),
      b: [meanOf(back).map((value) => value * x.length)],
      v: product(transposed(active), slopes),
      c: [meanOf(slopes).map((value) => value * x.length)],
    };
    const rate = (lr / 2) * (1 + Math.cos((Math.PI * step) / batches.length));
    for (const { name, first, second } of moments) {
      const own = weights[name as keyof typeof weights];
      const decay = name === 'w' || name === 'v' ? weightDecay : 0;
      own.forEach((row, i) => {
        row.forEach((value, j) => {
          const slope = gradients[name]![i]![j]!;
          first[i]![j] = 0.9 * first[i]![j]! + 0.1 * slope;
          second[i]![j] = 0.999 * second[i]![j]! + 0.001 * slope ** 2;
          const way =
            first[i]![j]! /
            (1 - 0.9 ** (step + 1)) /
            (Math.sqrt(second[i]![j]! / (1 - 0.999 ** (step + 1))) + 1e-8);
          row[j] = value - rate * (way + decay * value);
        });
      });
    }
    return loss;
  });
  return { losses, logits: logitsOf(activeOf(product(asked, weights.w), mean)) };
}
