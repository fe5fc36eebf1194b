import type { TrialPlan } from '@infomin/plan';
import { runContainer } from '../base/container.js';
import { hidingLogger } from '../base/environment.js';
import type { Constructors } from '../base/registry.js';
import { silent } from '../base/silent.js';
import { MetricsLog } from '../folder/metrics-log.js';
import type { Results, TrialOutcome } from '../folder/results.js';
import { takeRunFolder } from '../folder/run-folder.js';
import { takeMetrics } from '../folder/trial-metrics.js';
import { writeResults } from '../report/write-results.js';
import { keptResult } from './attempt.js';
import { type Recorder, recordEnded } from './recorder.js';
import { endSubmission, ticketsOf } from './submission.js';
import { type Handed, isActive, statesOf, type TrialState } from './trial-states.js';

export interface Collected {
  readonly results: Results;
  readonly states: readonly TrialState[];
}

/**
 * Writes `metrics.jsonl`, `results.json` and `report.html` over the trials that have ended so far. Once none waits or
 * runs, or where `cancel` ends those, the folder is one of this machine again. Throws `UserError` where it is in use.
 */
export async function collectPlan(
  handed: Omit<Handed, 'store'> & { readonly folder: string },
  registry: Constructors,
  options: {
    readonly signal: AbortSignal;
    readonly cancel: boolean;
    readonly recorder?: Recorder | undefined;
  },
): Promise<Collected> {
  const { plan, submission, executor } = handed;
  const log = hidingLogger(handed.log, plan.trials);
  const folder = await takeRunFolder(handed.folder, plan, undefined, {
    overwrite: false,
    force: false,
    signal: options.signal,
    log,
  });
  const { store } = folder;
  try {
    if (options.cancel)
      for (const ticket of ticketsOf(store.folder, submission, executor)) await executor.cancel(ticket);
    const states = await statesOf({ ...handed, store, log });
    const ended = options.cancel || !states.some(isActive);
    await takeMetrics(store, plan.trials, ended);
    const metrics = new MetricsLog(store, log);
    const outcome = async (trial: TrialPlan): Promise<TrialOutcome[]> => {
      // One that is damaged was told with the states.
      const kept = await keptResult(store, trial, silent);
      if (!kept || states.some((state) => state.id === trial.id && isActive(state))) return [];
      await metrics.verify(trial, kept.metrics);
      return [kept.result];
    };
    const outcomes: TrialOutcome[] = [];
    for (const trial of plan.trials) outcomes.push(...(await outcome(trial)));
    if (options.recorder) await recordEnded(options.recorder, store, plan, outcomes, log);
    const engine = () => Promise.reject(new Error('reports compute nothing'));
    const container = await runContainer(registry, { logger: log, artifacts: store, engine });
    const results = await writeResults(plan, submission.engine, outcomes, registry, container);
    if (ended) await endSubmission(store);
    return { results, states };
  } finally {
    await folder.release();
  }
}
