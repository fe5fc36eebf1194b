import { join } from 'node:path';
import { makeFolder } from '../base/make-folder.js';
import { takeLock } from '../folder/lock.js';
import { MetricsLog } from '../folder/metrics-log.js';
import type { TrialOutcome } from '../folder/results.js';
import { FolderStore } from '../folder/store.js';
import { cutShort, finished, keepResult, trialFolder } from './attempt.js';
import type { RunElsewhere, TrialHooks, TrialTask } from './elsewhere.js';

/**
 * One trial of a run that was submitted, with all that it writes in its own folder. It is claimed by a lock there. One
 * that is done is not run again; an error, also of the engine or a plugin, is its result. Throws `UserError` where
 * another process has it.
 */
export async function runLoneTrial(
  task: TrialTask,
  run: RunElsewhere,
  { log, signal, progress }: Omit<TrialHooks, 'metrics'>,
): Promise<TrialOutcome> {
  const { trial } = task;
  const place = join(task.folder, trialFolder(trial));
  await makeFolder(place);
  const lock = await takeLock(place, { force: false, signal, log });
  try {
    const store = new FolderStore(task.folder, lock.check);
    const done = await finished(store, trial, log);
    if (done) return done.result;
    const metrics = new MetricsLog(new FolderStore(place, lock.check), log);
    try {
      return await run(task, { log, signal, progress, metrics });
    } catch (error) {
      const result = cutShort(trial, error, signal);
      await keepResult(store, trial, await metrics.mark(trial), result);
      return result;
    }
  } finally {
    await lock.release();
  }
}
