import type { TrialPlan } from '@infomin/plan';
import { expect, it } from 'vitest';
import { apply, call, contrast, dense, nce, planOf, regression, sgd, term } from '../../test/plans.js';
import { beforeRuns, run, weightsOf } from '../../test/runs.js';

/** What each training step of a trial is given: its place in the stage, and a number by its name. */
async function given(trial: TrialPlan, ...names: string[]): Promise<number[][]> {
  const found: number[][] = [];
  const watching = beforeRuns((spec, inputs, { step }) => {
    if (/\/(max|min)\//.test(spec.name)) found.push([step, ...names.map((name) => inputs[name]!.data[0]!)]);
  });
  const { trial: result } = await run(planOf(trial), { plugins: [watching] });
  expect(result.error).toBeUndefined();
  return found;
}

/** With an encoder of its own for the second view, which gives the same for all. */
function apart(plan: TrialPlan): TrialPlan {
  return {
    ...plan,
    models: [dense('f', 4), dense('k', 4, 3, { zero: true })],
    nodes: [
      ...plan.nodes.slice(0, 4),
      apply('k(v2)', 'k', 'v2', 4),
      term('nce', nce, ['f(v1)', 'k(v2)'], true),
    ],
  };
}

const warm = (warmup: number) => call('@infomin/plugin-core/Constant', { warmup });

it('draws by the step, counts updates from 1 and follows the schedule', async () => {
  const steps = await given(regression({ steps: 4, schedule: warm(3) }), 'step f', 'learning rate f');
  const rates = [0.05, 0.1, 0.15, 0.2].map(Math.fround);
  expect(steps).toEqual(rates.map((rate, i) => [i, i + 1, rate]));
});

it('writes the learning rates of the steps that were taken', async () => {
  const { metrics } = await run(planOf(regression({ steps: 4, schedule: warm(3) })));
  const rates = metrics.flatMap(({ lr }) => (lr === undefined ? [] : [(lr as { f: number }).f]));
  expect(rates).toEqual([0.05, 0.1, 0.15, 0.2].map((rate) => expect.closeTo(rate, 6)));
});

it('schedules one model alone', async () => {
  const plan = contrast({
    steps: 2,
    max: ['f', 'k'],
    optimizer: { f: sgd(0.5), k: sgd(0.25) },
    schedule: { f: warm(1) },
  });
  expect(await given(apart(plan), 'learning rate f', 'learning rate k')).toEqual([
    [0, 0.25, 0.25],
    [1, 0.5, 0.25],
  ]);
});

it('tells of the embeddings that spread least', async () => {
  const plan = contrast({ steps: 1, max: ['f', 'k'], optimizer: { f: sgd(0), k: sgd(0) } });
  const { trial } = await run(planOf(apart(plan)));
  expect(trial.objectives.nce!.embedding_std).toBe(0);
});

it('decays the weights that are not left out of it', async () => {
  const trained = async (weightDecay: number) => {
    const optimizer = { f: { ...sgd(0.2), args: { ...sgd(0.2).args, weightDecay } } };
    const f = dense('f', 2);
    const b = { ...f.state.b, init: { kind: 'normal', std: 1 } as const };
    const models = [{ ...f, state: { ...f.state, b } }];
    const { out } = await run(planOf(regression({ steps: 1, optimizer }, { models })));
    return weightsOf(out, 'f');
  };
  const [plain, decayed] = [await trained(0), await trained(0.5)];
  expect(decayed.slice(6)).toEqual(plain.slice(6));
  for (const i of [0, 1, 2, 3, 4, 5]) expect(decayed[i]).not.toBeCloseTo(plain[i]!, 3);
});
