import { vector } from '@infomin/plugin';
import { expect, it } from 'vitest';
import {
  apply,
  call,
  column,
  contrast,
  dense,
  planOf,
  regression,
  sgd,
  stage,
  term,
  trial,
} from '../test/plans.js';
import { SLOPES } from '../test/plugin.js';
import { run } from '../test/runs.js';

it('finds the closed form of least squares', async () => {
  const { trial, metrics } = await run(planOf(regression()));
  expect(trial.status, JSON.stringify(trial.error)).toBe('done');
  expect(trial.objectives.fit!.loss).toBeLessThan(1e-3);
  expect(Number(metrics[0]!.loss)).toBeGreaterThan(0.5);
  expect(SLOPES).toHaveLength(3);
});

it('raises I_NCE on training and on held-out data, below its ceiling', async () => {
  const { trial } = await run(planOf(contrast()));
  const { mi_nats, mi_nats_heldout, ceiling_nats, loss } = trial.objectives.nce!;
  expect(ceiling_nats).toBeCloseTo(Math.log(16), 6);
  expect(mi_nats).toBeGreaterThan(1);
  expect(mi_nats).toBeLessThan(ceiling_nats!);
  expect(mi_nats_heldout).toBeGreaterThan(1);
  expect(mi_nats! + loss!).toBeCloseTo(ceiling_nats!, 4);
});
