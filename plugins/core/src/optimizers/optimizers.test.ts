import type { OptimizerImplementation, StateSpecs } from '@infomin/plugin';
import { describe, expect, it } from 'vitest';
import { tf } from '../../test/setup.js';
import { adam } from './adam.js';
import { sgd } from './sgd.js';

const start = [1, -2, 0.5];
const curvature = [1, 0.2, 3];

/** Steps on ½ Σ c w² with the tensor implementation: the weights after each. */
async function run<A extends { lr: number }>(
  signature: {
    state?(args: A, weights: number): StateSpecs;
    implementation(): Promise<{ default: OptimizerImplementation<A> }>;
  },
  args: NoInfer<A>,
  steps: number,
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
        gradient: tf.mul(weights, curvature),
        state,
        next(name, value) {
          given.add(name);
          state[name] = value;
        },
        learningRate: tf.scalar(args.lr),
        step: tf.scalar(step),
        decayMask: () => tf.tensor1d([1, 0, 1]),
      },
      args,
    );
    expect([...given].sort()).toEqual(specs.map(([name]) => name).sort());
    path.push([...weights.dataSync()]);
  }
  return path;
}

/** The same for one weight in double precision, by a rule that keeps its own state. */
function reference(steps: number, rule: () => (w: number, g: number, masked: boolean, t: number) => number) {
  const rules = start.map(rule);
  const weights = [...start];
  return Array.from({ length: steps }, (_, t) => {
    for (const [i, w] of weights.entries()) weights[i] = rules[i]!(w, curvature[i]! * w, i === 1, t + 1);
    return [...weights];
  });
}

function expectPath(actual: number[][], expected: number[][]) {
  for (const [t, weights] of expected.entries()) {
    for (const [i, weight] of weights.entries()) expect(actual[t]![i]).toBeCloseTo(weight, 5);
  }
}

describe('Sgd', () => {
  it('is geometric on a quadratic without momentum', async () => {
    const path = await run(sgd, { lr: 0.1, momentum: 0, weightDecay: 0, nesterov: false }, 10);
    expectPath(path.slice(-1), [start.map((w, i) => w * (1 - 0.1 * curvature[i]!) ** 10)]);
  });

  it.each([false, true])(
    'carries momentum and an L2 penalty where the mask lets it, nesterov: %s',
    async (nesterov) => {
      const path = await run(sgd, { lr: 0.1, momentum: 0.9, weightDecay: 0.05, nesterov }, 8);
      const expected = reference(8, () => {
        let m = 0;
        return (w, g, masked) => {
          const gradient = g + (masked ? 0 : 0.05 * w);
          m = 0.9 * m + gradient;
          return w - 0.1 * (nesterov ? gradient + 0.9 * m : m);
        };
      });
      expectPath(path, expected);
    },
  );
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

  it.each([0, 0.1])('follows the published rule, decoupled weight decay %s', async (weightDecay) => {
    const path = await run(adam, { ...args, lr: 0.05, epsilon: 1e-3, weightDecay }, 20);
    const expected = reference(20, () => {
      let m = 0;
      let v = 0;
      return (w, g, masked, t) => {
        m = 0.9 * m + 0.1 * g;
        v = 0.999 * v + 0.001 * g * g;
        const corrected = m / (1 - 0.9 ** t) / (Math.sqrt(v / (1 - 0.999 ** t)) + 1e-3);
        return w * (masked ? 1 : 1 - 0.05 * weightDecay) - 0.05 * corrected;
      };
    });
    expectPath(path, expected);
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
      },
      { ...args, weightDecay: 0 },
    );
    expect(weights.dataSync()[0]).toBeCloseTo(1 - (0.1 * 0.9) / Math.sqrt(4 * 0.999), 5);
  });
});
