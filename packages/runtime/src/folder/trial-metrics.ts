import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrialPlan } from '@infomin/plan';
import { linesOf, writeLines } from './metrics.js';
import { FolderStore } from './store.js';

// A trial that runs apart from its run writes `metrics.jsonl` in its own folder: no two machines write one file.

/** Files of a trial, by its id. */
export const ownFiles = (store: FolderStore, id: string) => new FolderStore(join(store.folder, 'trials', id));

/** Gives trials the lines that they have in the run's `metrics.jsonl`, to go on from. */
export async function lendMetrics(store: FolderStore, trials: readonly TrialPlan[]): Promise<void> {
  const all = await linesOf(store);
  for (const trial of trials) {
    const lines = all.filter(({ line }) => line.trial === trial.id);
    if (lines.length > 0 && !(await ownFiles(store, trial.id).read('metrics.jsonl')))
      await writeLines(ownFiles(store, trial.id), lines);
  }
}

/** Takes the lines of trials that ran apart into the run's `metrics.jsonl`; `remove`: they run so no more. */
export async function takeMetrics(
  store: FolderStore,
  trials: readonly TrialPlan[],
  remove: boolean,
): Promise<void> {
  const apart = new Map<string, Awaited<ReturnType<typeof linesOf>>>();
  for (const trial of trials) {
    if (!(await ownFiles(store, trial.id).read('metrics.jsonl'))) continue;
    const lines = await linesOf(ownFiles(store, trial.id));
    apart.set(
      trial.id,
      lines.filter(({ line }) => line.trial === trial.id),
    );
  }
  if (apart.size === 0) return;
  const others = (await linesOf(store)).filter(({ line }) => !apart.has(line.trial));
  await writeLines(store, [...others, ...[...apart.values()].flat()]);
  if (!remove) return;
  for (const id of apart.keys()) await rm(join(store.folder, 'trials', id, 'metrics.jsonl'), { force: true });
}
