import type { TrialPlan, ViewNode } from '@infomin/plan';
import { image, vector } from '@infomin/plugin';
import { expect, it } from 'vitest';
import {
  apply,
  call,
  column,
  contrast,
  dense,
  jitter,
  nce,
  planOf,
  regression,
  scalarNode,
  term,
} from '../../test/plans.js';
import { beforeRuns, run } from '../../test/runs.js';

/** What held-out batches of a trial hold at some nodes, batch by batch. */
async function heldOut(trial: TrialPlan, nodes: readonly string[]): Promise<string[][]> {
  const batches: string[][] = [];
  const watching = beforeRuns((spec, inputs) => {
    if (spec.name.includes('/evaluation/')) batches.push(nodes.map((id) => inputs[id]!.data.join()));
  });
  await run(planOf(trial), { plugins: [watching] });
  return batches;
}

it('takes rows in another order after each pass over them', async () => {
  const batches = await heldOut(regression({ steps: 2, batch: { b: 16 } }), ['b.x']);
  // Eight of 16 of 32 rows, be it that the first are seen more often.
  expect(new Set(batches.flat()).size).toBe(8);
});

it('goes once over the rows where they fill many batches, and lets views draw anew in each', async () => {
  const steps: number[] = [];
  const watching = beforeRuns(({ name }, _, { step }) => {
    if (name.includes('/evaluation/')) steps.push(step);
  });
  const { trial } = await run(planOf(contrast({ steps: 1, batch: { b: 3 } })), { plugins: [watching] });
  expect(trial.objectives.nce!.heldout!.b).toMatchObject({ rows: 32, batch: 3, batches: 10 });
  expect(steps.slice(-10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

it('lets views draw that are made on the host', async () => {
  const { op: _, call: __, ...base } = jitter('v1', 'b.photo');
  const pixel = (id: string): ViewNode => ({
    ...base,
    id,
    op: 'view',
    call: call('fixtures/Pick'),
    draw: id,
    site: 'host',
    type: image(1, 1, 2),
  });
  const plan = contrast(
    { steps: 2 },
    {
      models: [dense('f', 4, 2)],
      nodes: [
        column('b.photo', 'photo', image('?', '?', 2)),
        pixel('v1'),
        pixel('v2'),
        apply('f(v1)', 'f', 'v1', 4),
        apply('f(v2)', 'f', 'v2', 4),
        term('nce', nce, ['f(v1)', 'f(v2)'], true),
      ],
    },
  );
  const batches = await heldOut(plan, ['v1', 'v2']);
  expect(batches.length).toBeGreaterThanOrEqual(8);
  for (const [one, other] of batches) expect(one).not.toBe(other);
});

it('tells no sum of information where too few rows are held out for some of it', async () => {
  const nodes = (batch: string) => [
    column(`${batch}.x`, 'x', vector(3), batch),
    jitter(`${batch}1`, `${batch}.x`, 0.1, batch),
    jitter(`${batch}2`, `${batch}.x`, 0.1, batch),
    apply(`f(${batch}1)`, 'f', `${batch}1`, 4, batch),
    apply(`f(${batch}2)`, 'f', `${batch}2`, 4, batch),
    term(`nce ${batch}`, nce, [`f(${batch}1)`, `f(${batch}2)`], true, batch),
  ];
  const two = async (rows: number) => {
    const plan = contrast(
      { steps: 1, value: 'sum', batch: { b: 16, l: 16 } },
      {
        nodes: [
          ...nodes('b'),
          ...nodes('l'),
          { ...scalarNode('sum'), op: 'add', inputs: ['nce b', 'nce l'] },
        ],
      },
    );
    const [d] = plan.datasets;
    const datasets = [
      d!,
      { ...d!, id: 'few', name: 'few', call: call('fixtures/Linear', { rows, nan: false }) },
    ];
    const [b] = plan.batches;
    const l = { ...b!, id: 'l', name: 'l', dataset: 'few', heldOut: undefined };
    const { trial } = await run(planOf({ ...plan, datasets, batches: [b!, l] }));
    const [{ mi_nats_heldout: sum, terms }] = Object.values(trial.objectives) as [
      (typeof trial.objectives)[string],
    ];
    return [sum, ...terms!.map((each) => each.value_heldout)];
  };
  const some = expect.any(Number);
  expect(await two(20)).toEqual([some, some, some]);
  expect(await two(19)).toEqual([null, some, null]);
});

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
  const still: typeof contrast = (more) => {
    const plan = contrast(more);
    return {
      ...plan,
      nodes: plan.nodes.map((node) => (node.op === 'view' ? { ...node, random: false } : node)),
    };
  };
  expect(await spread(still, 32)).toEqual([null, null]);
  const [ofTerm, ofStage] = await spread(contrast, 32);
  expect([ofTerm, ofStage]).toEqual([some, some]);
  // Of one term they are the same.
  expect(ofStage! / ofTerm!).toBeCloseTo(1, 6);
});
