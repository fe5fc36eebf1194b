import { expect, it } from 'vitest';
import { apply, call, column, contrast, dense, jitter, nce, planOf, term } from '../../test/plans.js';
import { run, weightsOf } from '../../test/runs.js';

/** `max f: I_NCE(f(v1); k(v2)) + I_NCE(f(v1); k(v2))`, f applied twice a step, where k = Ema(f). */
const following = (from: number, to = from, steps = 2) => {
  const f = dense('f', 4);
  const copied = Object.entries(f.state).map(([name, { shape }]) => [
    name,
    { shape, dtype: 'float32', init: { kind: 'copy', model: 'f', of: name }, trainable: false },
  ]);
  const args = { of: { ...f.call, model: 'f' }, momentum: { from, to } };
  const k = {
    ...f,
    id: 'k',
    name: 'k',
    call: call('@infomin/plugin-core/Ema', args),
    state: Object.fromEntries(copied),
  };
  return contrast(
    { steps, value: 'sum' },
    {
      models: [f, k],
      nodes: [
        column('b.x', 'x', { kind: 'Vector', dims: [3] }),
        jitter('v1', 'b.x'),
        jitter('v2', 'b.x'),
        apply('f(v1)', 'f', 'v1', 4),
        apply('f(v2)', 'f', 'v2', 4),
        apply('k(v2)', 'k', 'v2', 4),
        term('one', nce, ['f(v1)', 'k(v2)'], true),
        term('two', nce, ['f(v2)', 'k(v2)'], true),
        { ...term('one', nce, [], true), id: 'sum', op: 'add', inputs: ['one', 'two'] } as never,
      ],
    },
  );
};

async function trained(from: number, to = from, steps = 2) {
  const { out, trial: result } = await run(planOf(following(from, to, steps)));
  expect(result.error).toBeUndefined();
  const [weights, own, theirs] = await Promise.all([
    weightsOf(out, 'f'),
    weightsOf(out, 'k', 'buffers'),
    weightsOf(out, 'f', 'buffers'),
  ]);
  return { weights, own, theirs };
}

/** Tensors of a model lie one after another, the buffer last. */
const followed = (own: readonly number[]) => own.slice(0, -1);

it('starts as the other model and keeps its share of itself at every update', async () => {
  const still = await trained(1);
  const [one, two] = [await trained(0.75, 0.75, 1), await trained(0.75)];
  const expectShare = (after: readonly number[], before: readonly number[], toward: readonly number[]) => {
    for (const [i, value] of after.entries())
      expect(value).toBeCloseTo(0.75 * before[i]! + 0.25 * toward[i]!, 6);
  };
  expectShare(followed(one.own), followed(still.own), one.weights);
  expectShare(followed(two.own), followed(one.own), two.weights);
  expect(followed((await trained(0)).own)).toEqual((await trained(0)).weights);
});

it('walks from the first momentum to the last along a cosine', async () => {
  // At the second of two steps cos(π/2) = 0: half way.
  const [one, two] = [await trained(1, 0, 1), await trained(1, 0)];
  expect(followed(one.own)).toEqual(followed((await trained(1)).own));
  for (const [i, value] of followed(two.own).entries())
    expect(value).toBeCloseTo((followed(one.own)[i]! + two.weights[i]!) / 2, 6);
});

it('has buffers of its own', async () => {
  const { own, theirs } = await trained(0.5);
  // The fixture counts its applications: one a step here, two of the model that it follows.
  expect([own.at(-1), theirs]).toEqual([2, [4]]);
});
