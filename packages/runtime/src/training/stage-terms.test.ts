import type { NodePlan, StagePlan, Value } from '@infomin/plan';
import { vector } from '@infomin/plugin';
import { expect, it } from 'vitest';
import {
  apply,
  call,
  column,
  contrast,
  dense,
  nce,
  place,
  planOf,
  sgd,
  term,
  trial,
} from '../../test/plans.js';
import { run } from '../../test/runs.js';

const scalar = { kind: 'Scalar', dims: [] } as const;
const number = (id: string, value: number): NodePlan => ({
  op: 'number',
  id,
  value,
  type: scalar,
  name: undefined,
  batch: undefined,
  place,
});
const sum = (id: string, op: 'add' | 'subtract' | 'multiply', a: string, b: string): NodePlan => ({
  op,
  id,
  inputs: [a, b],
  type: scalar,
  name: undefined,
  batch: 'b',
  place,
});

/** `max f: I_NCE(f(v1); f(v2)) + weight * I_NCE(f(v2); f(v1)) - MSE(f(v1), f(v2))`. */
function threeTerms(weight: number) {
  const base = contrast();
  const one = base.stages[0] as StagePlan;
  return {
    ...base,
    nodes: [
      ...base.nodes,
      term('back', nce, ['f(v2)', 'f(v1)'], true),
      term('mse', call('@infomin/plugin-core/MSE'), ['f(v1)', 'f(v2)'], false),
      number('w', weight),
      sum('weighted', 'multiply', 'w', 'back'),
      sum('both', 'add', 'nce', 'weighted'),
      sum('all', 'subtract', 'both', 'mse'),
    ],
    stages: [{ ...one, value: 'all' }],
  };
}

it('gives each term its value, held-out value, ceiling and coefficient', async () => {
  const { trial, metrics } = await run(planOf(threeTerms(1)));
  const { terms, mi_nats, mi_nats_heldout, ceiling_nats } = trial.objectives.nce!;
  const [first, second, mse] = terms!;
  expect(terms).toMatchObject([
    { term: 'I_NCE', information: true, coefficient: 1 },
    { term: 'I_NCE 2', information: true, coefficient: 1 },
    { term: 'MSE', information: false, coefficient: -1, ceiling: null },
  ]);
  expect(first!.value! + second!.value!).toBeCloseTo(mi_nats!, 5);
  expect(first!.value_heldout! + second!.value_heldout!).toBeCloseTo(mi_nats_heldout!, 5);
  expect(mse!.value_heldout).toBeGreaterThan(0);
  expect(first!.ceiling).toBeCloseTo(Math.log(16), 6);
  expect(ceiling_nats).toBeCloseTo(2 * Math.log(16), 6);
  expect(metrics[0]).toMatchObject({ information: 'I_NCE', terms: { MSE: expect.any(Number) } });
});

it('gives a sum no ceiling where its information terms count differently', async () => {
  const { trial } = await run(planOf(threeTerms(0.5)));
  const { terms, ceiling_nats } = trial.objectives.nce!;
  expect(terms!.map(({ coefficient }) => coefficient)).toEqual([1, 0.5, -1]);
  expect(ceiling_nats).toBeNull();
});

it('counts terms without information by their names, and shows cross-entropy', async () => {
  const args: Record<string, Value> = {};
  const supervised = trial({
    models: [dense('f', 2)],
    nodes: [
      column('b.x', 'x', vector(3)),
      column('b.y', 'y', vector(2)),
      apply('f(b.x)', 'f', 'b.x', 2),
      term('mse', call('@infomin/plugin-core/MSE', args), ['f(b.x)', 'b.y'], false),
    ],
    stages: [{ ...contrast().stages[0]!, value: 'mse', max: [], min: ['f'], optimizer: { f: sgd(0.1) } }],
  });
  const { trial: done } = await run(planOf(supervised));
  const { terms, loss } = done.objectives.nce!;
  expect(terms).toMatchObject([{ term: 'MSE', information: false, value: expect.any(Number) }]);
  expect(terms![0]!.value).toBeCloseTo(loss!, 5);
  expect(terms![0]!.value_heldout).toBeGreaterThan(0);
});
