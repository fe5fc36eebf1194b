import type { TrialPlan } from '@infomin/plan';
import { type Logger, UserError } from '@infomin/plugin';
import type { ProgressEvent } from '../base/progress.js';
import type { MetricSink } from '../folder/metrics-log.js';
import type { TrialOutcome } from '../folder/results.js';
import type { StoreUse } from '../folder/stage-store.js';
import type { Alike } from './alike.js';
import { cutShort } from './attempt.js';
import type { StageKeys } from './identity.js';

/** A trial for another process. It holds plain data only. */
export interface TrialTask {
  readonly trial: TrialPlan;
  /** The run's folder, absolute. */
  readonly folder: string;
  /** Name of an engine that can run here, and the arguments of its constructor. */
  readonly engine: string;
  readonly engineArgs: Readonly<Record<string, unknown>>;
  readonly resume: boolean;
  readonly cacheFolder: string | undefined;
  readonly checkpointInterval: number | undefined;
  /** How it uses the store of stages. */
  readonly stages?: { readonly use: StoreUse; readonly keys: StageKeys } | undefined;
  /** How many trials train its stages alike where this one runs. */
  readonly alike?: Alike | undefined;
}

/** What a trial tells while it runs. */
export interface TrialHooks {
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly metrics: MetricSink;
  readonly progress: (event: ProgressEvent) => void;
}

/**
 * Runs {@link runTrialTask} in another process and hands on what it tells. Throws {@link UserError} for what concerns
 * the run as a whole, other errors where the process ends without a result ({@link TrialLost}: it was killed): that trial
 * has failed.
 */
export type RunElsewhere = (task: TrialTask, hooks: TrialHooks) => Promise<TrialOutcome>;

/** Runs each trial in a process of its own; one that ends without a result has failed. */
export function apart(elsewhere: RunElsewhere, hooks: TrialHooks, taskOf: (trial: TrialPlan) => TrialTask) {
  return async (trial: TrialPlan): Promise<TrialOutcome> => {
    try {
      return await elsewhere(taskOf(trial), hooks);
    } catch (error) {
      if (error instanceof UserError) throw error;
      return cutShort(trial, error, hooks.signal);
    }
  };
}
