import { vector } from '@infomin/plugin';
import vision from '@infomin/plugin-vision';
import { pluginTester, rows } from '@infomin/testing';
import { expect, it } from 'vitest';
import plugin from './index.js';

const tester = pluginTester(plugin, { with: [vision] });
const x = rows(vector(3), 8);
const datasets = { points: { train: { x, y: rows(vector(2), 8, 'y') }, test: { x } } };

const weights = {
  'linear.weight': { dtype: 'float32', shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
  'linear.bias': { dtype: 'float32', shape: [2], data: Float32Array.of(7, 8) },
} as const;

const source = (rate: number, steps: number) => `use "@infomin/testing"
use "@infomin/plugin-vision"
use "@example/infomin-occlusion"
dataset points = InMemory("points")
batch b ~ points.train
encoder f = Linear(dim: 2)
encoder slow = Momentum(f, rate: ${rate})
objective fit = min f: MSE(f(b.x), b.y)
train fit { steps: ${steps} batch: 8 optimizer: Sgd(lr: 0.1, momentum: 0) }
batch e ~ points
probe fast = Values(f(e.x))
probe followed = Values(slow(e.x))`;

async function values(rate: number, steps: number) {
  const { trials } = await tester.run(source(rate, steps), { datasets });
  expect(trials[0]!.error).toBeUndefined();
  const { fast, followed } = trials[0]!.probes;
  return { fast: fast!.details!.values as number[], followed: followed!.details!.values as number[] };
}

it('starts as the other model and is moved toward it after each update', async () => {
  const start = (await values(1, 1)).followed;
  const { fast, followed } = await values(0.75, 1);
  expect(fast).not.toEqual(start);
  for (const [i, value] of followed.entries())
    expect(value).toBeCloseTo(0.75 * start[i]! + 0.25 * fast[i]!, 5);
});

it.each([1, 3])(
  'is what it was at its start at rate 1, and the other model at rate 0, after %i steps',
  async (steps) => {
    const start = (await values(1, 1)).followed;
    expect((await values(1, steps)).followed).toEqual(start);
    const copied = await values(0, steps);
    expect(copied.followed).toEqual(copied.fast);
  },
);

it('needs no objective that trains it, as other models do', () =>
  tester.expectDiagnostics(
    `${source(0.9, 1)}
encoder ⟦IM9005:alone⟧ = Linear(dim: 2)
probe untrained = Values(alone(e.x))`,
    { datasets },
  ));

it('computes as the model that it follows, with weights of its own', async () => {
  const declarations = 'encoder f = Linear(dim: 2)';
  const [own, other] = await Promise.all(
    ['Momentum(f)', 'Linear(dim: 2)'].map((call) => tester.model(call, x, { declarations, weights })),
  );
  expect(await own!.run()).toEqual(await other!.run());
});
