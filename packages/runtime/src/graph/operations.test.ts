import type { BlendNode, NodePlan, TermNode } from '@infomin/plan';
import { vector } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { apply, call, column, dense, place, planOf, sgd, stage, term, trial } from '../../test/plans.js';
import { run, weightsOf } from '../../test/runs.js';

const mse = call('@infomin/plugin-core/MSE', {});
const base = { place, name: undefined, batch: 'b' };
const number = (id: string, value: number): NodePlan => ({
  ...base,
  batch: undefined,
  id,
  op: 'number',
  value,
  type: { kind: 'Scalar', dims: [] },
});
const blend = (id: string, operator: BlendNode['operator'], left: string, right: string): NodePlan => ({
  ...base,
  id,
  op: 'blend',
  operator,
  inputs: [left, right],
  type: vector(3),
});
const joined = (id: string, op: 'add' | 'multiply', left: string, right: string): NodePlan => ({
  ...base,
  id,
  op,
  inputs: [left, right],
  type: { kind: 'Scalar', dims: [] },
});

async function trained(nodes: readonly NodePlan[], value: string) {
  const models = [dense('f', 2), dense('g', 2), dense('h', 2)];
  const optimizer = { f: sgd(0.1), g: sgd(0.1), h: sgd(0.1) };
  const stages = [stage({ value, min: ['f', 'g', 'h'], steps: 3, optimizer })];
  const applied = models.map(({ id }) => apply(`${id}(x)`, id, 'x', 2));
  const all = [column('x', 'x', vector(3)), ...applied, ...nodes];
  const { out, trial: result } = await run(planOf(trial({ models, nodes: all, stages })));
  expect(result.error).toBeUndefined();
  const weights = await Promise.all(['f', 'g', 'h'].map((id) => weightsOf(out, id)));
  return { loss: result.objectives.fit!.loss!, weights: weights.flatMap((values) => [...values]) };
}

it('takes the mean over the tuples of a term', async () => {
  const several: TermNode = {
    ...(term('mse', mse, ['f(x)', 'g(x)', 'h(x)'], false) as TermNode),
    tuples: [
      [0, 1],
      [0, 2],
    ],
  };
  const mean = await trained([several], 'mse');
  const apart = await trained(
    [
      term('one', mse, ['f(x)', 'g(x)'], false),
      term('two', mse, ['f(x)', 'h(x)'], false),
      number('half', 0.5),
      joined('sum', 'add', 'one', 'two'),
      joined('mean', 'multiply', 'half', 'sum'),
    ],
    'mean',
  );
  expect(mean.loss).toBeCloseTo(apart.loss, 6);
  for (const [i, weight] of mean.weights.entries()) expect(weight).toBeCloseTo(apart.weights[i]!, 6);
});

it('joins values number by number, or with a number', async () => {
  // 2 x / 2 - x + x is x.
  const round = [
    number('two', 2),
    blend('twice', '*', 'two', 'x'),
    blend('once', '/', 'twice', 'two'),
    blend('nothing', '-', 'once', 'x'),
    blend('again', '+', 'nothing', 'x'),
    apply('f(again)', 'f', 'again', 2),
  ];
  const plain = await trained([term('mse', mse, ['f(x)', 'g(x)'], false)], 'mse');
  const blended = await trained([...round, term('mse', mse, ['f(again)', 'g(x)'], false)], 'mse');
  expect(blended).toEqual(plain);
  const doubled = [blend('sum', '+', 'x', 'x'), apply('f(sum)', 'f', 'sum', 2)];
  expect(await trained([...doubled, term('mse', mse, ['f(sum)', 'g(x)'], false)], 'mse')).not.toEqual(plain);
});
