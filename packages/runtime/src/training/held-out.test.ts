import { expect, it } from 'vitest';
import { contrast, planOf, regression } from '../../test/plans.js';
import { run } from '../../test/runs.js';

it('tells a spread where batches differ, by their rows or by what views draw', async () => {
  const spread = async (plan: typeof regression | typeof contrast, rows: number) => {
    const { trial } = await run(planOf(plan({ steps: 2, batch: { b: rows } })));
    const [{ mi_nats_heldout_std: whole, terms }] = Object.values(trial.objectives) as [
      (typeof trial.objectives)[string],
    ];
    return [terms![0]!.value_heldout_std, whole];
  };
  const some = expect.toSatisfy((std: number) => std > 1e-3);
  expect(await spread(regression, 16)).toEqual([some, null]);
  // 32 rows are held out: every batch is all of them, in another order.
  expect(await spread(regression, 32)).toEqual([null, null]);
  expect(await spread(contrast, 32)).toEqual([some, some]);
});
