import { readFileSync } from 'node:fs';
import type { OptimizerImplementation, StateSpecs } from '@infomin/plugin';
import { describe, expect, it } from 'vitest';
import { tf } from '../../test/setup.js';
import { adam } from './adam.js';
import { adamW } from './adam-w.js';
import { sgd } from './sgd.js';

/** What torch does, written by `reference/optimizers.py`. */
const torch = JSON.parse(
  readFileSync(new URL('../../reference/optimizers.json', import.meta.url), 'utf8'),
) as {
  start: number[];
  curvature: number[];
  centre: number[];
  paths: { optimizer: 'Sgd' | 'Adam' | 'AdamW'; arguments: TorchArguments; weights: number[][] }[];
};
interface TorchArguments {
  lr: number;
  betas?: [number, number];
  eps?: number;
  weight_decay?: number;
  momentum?: number;
  nesterov?: boolean;
}
const { start, curvature, centre } = torch;

/** Steps on ½ Σ c (w − a)² with the tensor implementation: the weights after each. */
async function run<A extends { lr: number }>(
  signature: {
    state?(args: A, weights: number): StateSpecs;
    implementation(): Promise<{ default: OptimizerImplementation<A> }>;
  },
  args: NoInfer<A>,
  steps: number,
  mask: readonly number[] = [1, 1, 1],
): Promise<number[][]> {
  const { default: implementation } = await signature.implementation();
  let weights: tf.Tensor = tf.tensor1d(start);
  const specs = Object.entries(signature.state?.(args, start.length) ?? {});
  const state = Object.fromEntries(specs.map(([name, { shape }]) => [name, tf.zeros([...shape])]));
  const path: number[][] = [];
  for (let step = 1; step <= steps; step++) {
    const given = new Set<string>();
    weights = implementation.update(
      {
        weights,
        gradient: tf.mul(tf.sub(weights, centre), curvature),
        state,
        next(name, value) {
          given.add(name);
          state[name] = value;
        },
        learningRate: tf.scalar(args.lr),
        step: tf.scalar(step),
        decayMask: () => tf.tensor1d([...mask]),
        segments: [],
      },
      args,
    );
    expect([...given].sort()).toEqual(specs.map(([name]) => name).sort());
    path.push([...weights.dataSync()]);
  }
  return path;
}

function expectPath(actual: number[][], expected: number[][]) {
  for (const [t, weights] of expected.entries()) {
    for (const [i, weight] of weights.entries()) expect(actual[t]![i]).toBeCloseTo(weight, 5);
  }
}

describe('torch', () => {
  const signatures = { Sgd: sgd, Adam: adam, AdamW: adamW };

  it.each(torch.paths)('gives the same weights: $optimizer $arguments', async ({ optimizer, ...rest }) => {
    const { lr, betas, eps, weight_decay, momentum, nesterov } = rest.arguments;
    const signature = signatures[optimizer] as unknown as Parameters<typeof run<{ lr: number }>>[0] & {
      parameters: { parse(given: object): { lr: number } };
    };
    const given = {
      lr,
      ...(betas && { beta1: betas[0], beta2: betas[1] }),
      ...(eps && { epsilon: eps }),
      ...(weight_decay && { weightDecay: weight_decay }),
      ...(optimizer === 'Sgd' && { momentum: momentum ?? 0, nesterov: nesterov ?? false }),
    };
    expectPath(await run(signature, signature.parameters.parse(given), rest.weights.length), rest.weights);
  });
});

it.each([
  ['Sgd', sgd, { momentum: 0.9, nesterov: false }],
  ['Adam', adam, { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }],
  ['AdamW', adamW, { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }],
] as const)('%s decays where the mask lets it', async (_name, signature, more) => {
  const path = (weightDecay: number) =>
    run<{ lr: number; weightDecay: number }>(
      signature as never,
      { lr: 0.05, ...more, weightDecay },
      4,
      [1, 0, 1],
    );
  const [without, decayed] = [await path(0), await path(0.1)];
  expect(decayed.map((weights) => weights[1])).toEqual(without.map((weights) => weights[1]));
  for (const i of [0, 2]) expect(decayed[3]![i]).not.toBeCloseTo(without[3]![i]!, 5);
});

describe('Sgd', () => {
  it('is geometric on a quadratic without momentum', async () => {
    const path = await run(sgd, { lr: 0.1, momentum: 0, weightDecay: 0, nesterov: false }, 10);
    expectPath(path.slice(-1), [
      start.map((w, i) => centre[i]! + (w - centre[i]!) * (1 - 0.1 * curvature[i]!) ** 10),
    ]);
  });
});

describe('Adam', () => {
  const args = { lr: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

  it('makes a first step of the learning rate, to six digits', async () => {
    const [first] = await run(adam, { ...args, weightDecay: 0 }, 1);
    for (const [i, w] of start.entries()) {
      expect(Math.abs(w - first![i]!)).toBeCloseTo(0.01, 7);
      expect(Math.abs(first![i]!)).toBeLessThan(Math.abs(w));
    }
  });

  it('keeps its corrections right after many steps', async () => {
    const { default: implementation } = await adam.implementation();
    const weights = implementation.update(
      {
        weights: tf.tensor1d([1]),
        gradient: tf.tensor1d([0]),
        state: { m: tf.tensor1d([1]), v: tf.tensor1d([4]) },
        next() {},
        learningRate: tf.scalar(0.1),
        step: tf.scalar(1e6),
        decayMask: () => tf.ones([1]),
        segments: [],
      },
      { ...args, weightDecay: 0 },
    );
    expect(weights.dataSync()[0]).toBeCloseTo(1 - (0.1 * 0.9) / Math.sqrt(4 * 0.999), 5);
  });
});
