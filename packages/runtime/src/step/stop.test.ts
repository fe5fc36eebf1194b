import type { NodePlan } from '@infomin/plan';
import { vector } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { apply, call, column, dense, place, planOf, sgd, stage, term, trial } from '../../test/plans.js';
import { run, weightsOf } from '../../test/runs.js';

const mse = call('@infomin/plugin-core/MSE', {});
const stop = (id: string, input: string): NodePlan => ({
  id,
  op: 'stop',
  input,
  place,
  name: undefined,
  type: vector(2),
  batch: 'b',
});

/** `min …: MSE(f(b.x), target)` for two steps of gradient descent. */
const towards = (target: string, min: readonly string[]) =>
  planOf(
    trial({
      models: [dense('f', 2), dense('g', 2)],
      nodes: [
        column('b.x', 'x', vector(3)),
        apply('f(b.x)', 'f', 'b.x', 2),
        apply('g(b.x)', 'g', 'b.x', 2),
        stop('stop(g)', 'g(b.x)'),
        stop('stop(f)', 'f(b.x)'),
        term('mse', mse, ['f(b.x)', target], false),
      ],
      stages: [stage({ value: 'mse', min, steps: 2, optimizer: { f: sgd(0.1), g: sgd(0.1) } })],
    }),
  );

async function trained(target: string, min: readonly string[]) {
  const { out, trial: result } = await run(towards(target, min));
  expect(result.error).toBeUndefined();
  return { loss: result.objectives.fit!.loss, f: await weightsOf(out, 'f'), g: await weightsOf(out, 'g') };
}

it('lets no gradient through, and every value', async () => {
  const stopped = await trained('stop(g)', ['f', 'g']);
  const frozen = await trained('g(b.x)', ['f']);
  const free = await trained('g(b.x)', ['f', 'g']);
  expect(stopped).toEqual(frozen);
  expect(free.g).not.toEqual(frozen.g);
});

it('leaves the gradient of the same value outside of it', async () => {
  // The distance of f(x) from itself is 0, and so is its gradient, on either way.
  const { f, loss } = await trained('stop(f)', ['f']);
  expect(loss).toBe(0);
  expect(f).toEqual((await trained('f(b.x)', ['f'])).f);
});
