import type { StagePlan } from '@infomin/plan';
import { turnsOf } from '../graph/objective.js';
import { hasColumns } from './held-out.js';
import { Probes } from './probes.js';
import { batchOf, partReader } from './stage-setup.js';
import type { TrialContext } from './trial-context.js';

/**
 * Reads a row of all that some stages and the probes read, before the first training: else a label that is not there would
 * end a trial after it. Throws what reading throws, and as {@link Probes.check}.
 */
export async function checkData(context: TrialContext, stages: readonly StagePlan[]): Promise<void> {
  const { trial, datasets } = context;
  for (const turn of stages.flatMap((stage) => turnsOf(trial, stage))) {
    const batch = batchOf(context, turn);
    const { trained, heldOut } = await datasets.parts(batch);
    const parts = (await hasColumns(context, turn, batch.dataset, heldOut.split))
      ? [trained, heldOut]
      : [trained];
    for (const reader of parts.map((part) => partReader(context, turn, part))) {
      if (reader.size > 0) await reader.read(Int32Array.of(0), { name: 'check', epoch: 0, drawing: true });
    }
  }
  const probes = new Probes(context);
  for (const probe of trial.plan.probes) await probes.check(probe);
}
