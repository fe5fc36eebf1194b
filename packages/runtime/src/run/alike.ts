import { stageNeeds, type TrialPlan } from '@infomin/plan';
import { emptyRecord } from '@infomin/plugin';
import type { Constructors } from '../base/registry.js';

/** By the stages' ids: how many trials train what a trial does, whatever their seeds. */
export type Alike = Readonly<Record<string, number>>;

/**
 * Counts, for each of the trials that are still to run, those of them that train its stages alike: an engine makes the same programs for them. Where
 * `jobs` run at a time, each process has its share of them.
 */
export function alikeStages(
  trials: readonly TrialPlan[],
  registry: Constructors,
  jobs: number,
): (trial: TrialPlan) => Alike {
  const hashes = new Map<TrialPlan, readonly (readonly [id: string, hash: string])[]>();
  const counts = new Map<string, number>();
  for (const trial of trials) {
    const needs = stageNeeds(trial, (call) => registry.byId(call)?.signature);
    const own = [...needs].map(([id, { hash }]) => [id, hash] as const);
    for (const [, hash] of own) counts.set(hash, (counts.get(hash) ?? 0) + 1);
    hashes.set(trial, own);
  }
  return (trial) => {
    const alike = emptyRecord<number>();
    for (const [id, hash] of hashes.get(trial) ?? []) alike[id] = Math.ceil(counts.get(hash)! / jobs);
    return alike;
  };
}
