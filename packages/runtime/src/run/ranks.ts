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

/** What the first rank tells in place of trials. */
interface Refusal {
  readonly refused: string;
}

/**
 * Tells the other ranks why the first one runs nothing: they wait for it. Where that can't be told either, they say after
 * a while that it did not come.
 */
export async function tellRefusal(
  error: unknown,
  start: (tell: (engine: Engine) => Promise<unknown>) => Promise<unknown>,
): Promise<void> {
  const value: Refusal = { refused: error instanceof Error ? error.message : String(error) };
  try {
    await start((engine) =>
      engine.share!('telling the other ranks why this one ends', { value, tensors: {} }),
    );
  } catch {
    // What is thrown is why it does not run.
  }
}

/** The trials that are left, as the first rank's folder tells. Throws {@link UserError} where ranks run different plans. */
export async function sameTrials(
  plan: Pick<Plan, 'hash' | 'trials'>,
  own: readonly TrialPlan[],
  engine: Engine,
): Promise<TrialPlan[]> {
  const given = { value: { plan: plan.hash, trials: own.map(({ id }) => id) }, tensors: {} };
  const { value } = await engine.share!('meeting the other ranks', given);
  const first = value as typeof given.value | Refusal;
  if ('refused' in first) throw new UserError(`rank 0 does not run: ${first.refused}`);
  if (first.plan !== plan.hash) {
    throw new UserError(
      `rank ${engine.ranks!.rank} runs another plan than rank 0`,
      'Give all ranks the same file, parameters and environment.',
    );
  }
  return plan.trials.filter(({ id }) => first.trials.includes(id));
}
