import { vector } from '@infomin/plugin';
import { expect, it } from 'vitest';
import {
  adam,
  apply,
  call,
  column,
  dense,
  jitter,
  nce,
  planOf,
  regression,
  scalarNode,
  sgd,
  stage,
  term,
  trial,
} from '../../test/plans.js';
import { SLOPES } from '../../test/plugin.js';
import { lastRecord, run, weightsOf } from '../../test/runs.js';

it('gives every batch its turn, and each model only what its terms say', async () => {
  const two = trial({
    batches: [
      {
        id: 'u',
        name: 'u',
        dataset: 'd',
        split: 'train',
        heldOut: undefined,
        place: stage({ value: '' }).place,
      },
      {
        id: 'l',
        name: 'l',
        dataset: 'd',
        split: 'test',
        heldOut: undefined,
        place: stage({ value: '' }).place,
      },
    ],
    models: [dense('f', 4), dense('c', 2)],
    nodes: [
      column('u.x', 'x', vector(3), 'u'),
      jitter('v1', 'u.x', 0.1, 'u'),
      jitter('v2', 'u.x', 0.1, 'u'),
      apply('f(v1)', 'f', 'v1', 4, 'u'),
      apply('f(v2)', 'f', 'v2', 4, 'u'),
      term('nce', nce, ['f(v1)', 'f(v2)'], true, 'u'),
      column('l.x', 'x', vector(3), 'l'),
      column('l.y', 'y', vector(2), 'l'),
      apply('c(l.x)', 'c', 'l.x', 2, 'l'),
      term('mse', call('@infomin/plugin-core/MSE'), ['c(l.x)', 'l.y'], false, 'l'),
      { ...scalarNode('half'), op: 'number', value: 0.5 },
      { ...scalarNode('half mse'), op: 'multiply', inputs: ['half', 'mse'] },
      { ...scalarNode('sum'), op: 'add', inputs: ['nce', 'half mse'] },
    ],
    stages: [
      stage({
        value: 'sum',
        min: ['c'],
        max: ['f'],
        steps: 120,
        batch: { u: 16, l: 8 },
        optimizer: { f: adam(0.03), c: sgd(0.4) },
      }),
    ],
  });
  const { trial: result, out } = await run(planOf(two));
  expect(result.status, JSON.stringify(result.error)).toBe('done');
  expect(result.objectives.fit!.mi_nats).toBeGreaterThan(1);
  const weights = await weightsOf(out, 'c');
  for (const [i, slope] of SLOPES.flat().entries()) expect(weights[i]).toBeCloseTo(slope, 1);
});

it('passes once over the smaller batches of two splits of one size in an epoch, whichever comes first', async () => {
  const fit = (batch: string) => [
    column(`${batch}.x`, 'x', vector(3), batch),
    column(`${batch}.y`, 'y', vector(2), batch),
    apply(`f(${batch}.x)`, 'f', `${batch}.x`, 2, batch),
    term(`mse ${batch}`, call('@infomin/plugin-core/MSE'), [`f(${batch}.x)`, `${batch}.y`], false, batch),
  ];
  for (const order of [
    ['b', 'l'],
    ['l', 'b'],
  ]) {
    const plan = regression({ value: 'sum', steps: undefined, epochs: 1, batch: { b: 32, l: 16 } });
    const [b] = plan.batches;
    const { out } = await run(
      planOf({
        ...plan,
        batches: [b!, { ...b!, id: 'l', name: 'l' }],
        nodes: [...order.flatMap(fit), { ...scalarNode('sum'), op: 'add', inputs: ['mse b', 'mse l'] }],
        probes: [],
      }),
    );
    expect((await lastRecord(out)).step).toBe(4);
  }
});

it('refuses a batch larger than the split', async () => {
  const { trial: result } = await run(planOf(regression({ batch: { b: 65 } })));
  expect(result.status).toBe('failed');
  expect(result.error).toMatchObject({ internal: false, suggestion: 'Set `batch` to at most 64.' });
  const { datasets } = trial({}, { rows: 1 });
  const { trial: alone } = await run(planOf(regression({}, { datasets })));
  expect(alone.error).toMatchObject({ suggestion: 'Train on another split.' });
});
