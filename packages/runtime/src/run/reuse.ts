import type { Plan, TrialPlan } from '@infomin/plan';
import type { Logger } from '@infomin/plugin';
import { openStore, StageStore, type StoreUse, UNUSED } from '../folder/stage-store.js';
import type { StageKeys } from './identity.js';
import type { WhyTrained } from './why-trained.js';

/** A store of stages, as a run uses it. */
export interface Reuse {
  readonly use: StoreUse;
  readonly store: StageStore;
}

/** What a run says of a stage before it begins with the trial. */
export interface StageNews {
  readonly stage: string;
  /** Whether it is taken from the store; else it is trained. */
  readonly kept: boolean;
  readonly why: string;
}

/** Opens a store for all trials of a plan, and says there what they need. `undefined` where it can't be used. */
export async function openReuse(
  folder: string,
  reads: boolean,
  run: {
    readonly plan: Pick<Plan, 'trials'>;
    readonly folder: string;
    readonly log: Logger;
    keysOf(trial: TrialPlan): StageKeys;
  },
): Promise<Reuse | undefined> {
  const use = await openStore(folder, reads, run.log);
  if (!use) return undefined;
  const store = new StageStore(use, run.log);
  const keys = new Set(run.plan.trials.flatMap((trial) => Object.values(run.keysOf(trial))));
  await store.need({ folder: run.folder, keys: [...keys] });
  return { use, store };
}

/** Of each stage of a trial, whether it is kept or trained, and why; nothing of those that are new to a folder. */
export async function stageNews(
  trial: TrialPlan,
  keys: StageKeys,
  reuse: Reuse | undefined,
  before: WhyTrained | undefined,
): Promise<StageNews[]> {
  const news: StageNews[] = [];
  for (const { id } of trial.stages) {
    const key = keys[id];
    if (key !== undefined && (await reuse?.store.has(key)))
      news.push({ stage: id, kept: true, why: 'nothing that it depends on changed' });
    else {
      const why = before?.of(trial, id);
      if (why !== undefined) news.push({ stage: id, kept: false, why });
    }
  }
  return news;
}

/** A log that tells once that a store can't be used, whichever process of a run says so. */
export function tellingOnce(log: Logger): Logger {
  let told = false;
  return {
    info: (text) => log.info(text),
    debug: (text) => log.debug(text),
    warn(text) {
      const again = told && text.includes(UNUSED);
      told ||= text.includes(UNUSED);
      if (!again) log.warn(text);
    },
  };
}
