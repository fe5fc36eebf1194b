import type { NodePlan, StagePlan } from '@infomin/plan';
import { describe, expect, it } from 'vitest';
import { apply, call, contrast, dense, planOf, scalarNode, sgd, term } from '../../test/plans.js';
import { run } from '../../test/runs.js';

const joined = (id: string, op: 'subtract' | 'multiply', a: string, b: string): NodePlan => ({
  ...scalarNode(id),
  op,
  inputs: [a, b],
  batch: 'b',
});

/** The loss of one step of an objective over I_NCE, MSE and CLUB, and the values of its terms. */
async function lossOf(value: string, sides: Pick<Partial<StagePlan>, 'min' | 'max'>) {
  const plan = contrast({
    min: [],
    max: [],
    ...sides,
    value,
    steps: 1,
    optimizer: { f: sgd(0.1), g: sgd(0.1) },
  });
  const more = [
    apply('g(v1)', 'g', 'v1', 8),
    term('mse', call('@infomin/plugin-core/MSE'), ['f(v1)', 'f(v2)'], false),
    term('club', call('@infomin/plugin-core/CLUB'), ['g(v1)', 'f(v2)'], true),
    { ...scalarNode('two'), op: 'number' as const, value: 2 },
    { ...scalarNode('minus'), op: 'number' as const, value: -1 },
    joined('twice', 'multiply', 'two', 'mse'),
    joined('error', 'subtract', 'twice', 'nce'),
    joined('gain', 'subtract', 'nce', 'twice'),
    joined('less', 'multiply', 'minus', 'mse'),
  ];
  const models = [...plan.models, dense('g', 8)];
  const { trial } = await run(planOf({ ...plan, models, nodes: [...plan.nodes, ...more] }));
  const { loss, terms } = trial.objectives.nce!;
  const values = Object.fromEntries(terms!.map((each) => [each.term, each.value!]));
  return { loss: loss!, nce: Math.log(16) - values.I_NCE!, mse: values.MSE!, club: values.CLUB! };
}

describe('the loss of an objective with one side', () => {
  it.each([
    ['error', { min: ['f'] }],
    ['gain', { max: ['f'] }],
  ])('is what the side makes smaller, however the sum is written', async (value, side) => {
    const { loss, mse, nce } = await lossOf(value, side);
    expect(loss).toBeCloseTo(2 * mse + nce, 5);
  });

  it('is the loss of information that is made larger, and its minus where that is made smaller', async () => {
    const larger = await lossOf('nce', { max: ['f'] });
    expect(larger.loss).toBeCloseTo(larger.nce, 5);
    const smaller = await lossOf('nce', { min: ['f'] });
    expect(smaller.loss).toBeCloseTo(-smaller.nce, 5);
  });

  it('is an error or an upper bound that is made smaller', async () => {
    const error = await lossOf('mse', { min: ['f'] });
    expect(error.loss).toBe(error.mse);
    const less = await lossOf('less', { max: ['f'] });
    expect(less.loss).toBe(less.mse);
    const upper = await lossOf('club', { min: ['f'] });
    expect(upper.loss).toBe(upper.club);
  });
});

it('gives a game the loss of each term with its coefficient', async () => {
  const { loss, mse, nce } = await lossOf('gain', { min: ['g'], max: ['f'] });
  expect(loss).toBeCloseTo(nce - 2 * mse, 5);
});
