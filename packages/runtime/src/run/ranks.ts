import type { Plan, TrialPlan } from '@infomin/plan';
import { type ArtifactStore, type Engine, type Ranks, UserError } from '@infomin/plugin';
import type { RunFolder } from '../folder/run-folder.js';

/** The processes of a run, without what the run itself gives them. */
export type StartedRanks = Omit<Ranks, 'asked' | 'end'>;

/** What another rank than the first one has of a run's folder: nothing, and what it writes is gone. */
export function noFolder(): Pick<RunFolder, 'begun' | 'release'> & { readonly store: ArtifactStore } {
  const nothing = async () => undefined;
  const store: ArtifactStore = { folder: '', write: nothing, append: nothing, sync: nothing, read: nothing };
  return { store, begun: nothing, release: nothing };
}

/** The trials that are left, as the first rank's folder tells. Throws {@link UserError} where ranks run different plans. */
export async function sameTrials(
  plan: Plan,
  own: readonly TrialPlan[],
  engine: Engine,
): Promise<TrialPlan[]> {
  const given = { value: { plan: plan.hash, trials: own.map(({ id }) => id) }, tensors: {} };
  const { value } = await engine.share!('meeting the other ranks', given);
  const first = value as typeof given.value;
  if (first.plan !== plan.hash) {
    throw new UserError(
      `rank ${engine.ranks!.rank} runs another plan than rank 0`,
      'Give all ranks the same file, parameters and environment.',
    );
  }
  return plan.trials.filter(({ id }) => first.trials.includes(id));
}
