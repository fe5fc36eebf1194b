import { setTimeout as sleep } from 'node:timers/promises';
import type { Ranks } from '@infomin/plugin';
import type { Constructors } from '../base/registry.js';
import { MetricsLog } from '../folder/metrics-log.js';
import type { TrialOutcome } from '../folder/results.js';
import type { TrialHooks, TrialTask } from './elsewhere.js';
import { runLoneTrial } from './lone-trial.js';
import { noFolder, type StartedRanks, sameTrials, tellRefusal } from './ranks.js';
import { attemptWith, withEngine } from './trial-task.js';

/** Milliseconds in which the first rank can keep why a trial is refused: where another ends, Slurm ends the first one, too. */
const REFUSING = 10_000;

/**
 * As {@link runLoneTrial}, by several processes together: the first one claims the trial, writes its folder and measures. Gives
 * nothing on the others where there was nothing to do.
 *
 * @param prepare throws where a process would compute something else than what was handed over; gives how it uses a store
 */
export async function runTrialOnRanks(
  task: TrialTask,
  started: StartedRanks,
  registry: Constructors,
  prepare: (hooks: TrialHooks) => Promise<TrialTask['stages']>,
  { log, signal: asked, progress }: Omit<TrialHooks, 'metrics'>,
): Promise<TrialOutcome | undefined> {
  const ends = new AbortController();
  // Ranks end after the same step.
  const ranks: Ranks = { ...started, asked, end: () => ends.abort() };
  const hooks = { log, signal: ends.signal, progress };
  const plan = { hash: task.trial.hash, trials: [task.trial] };
  const first = ranks.rank === 0;
  let met = false;
  const compute = async (hooks: TrialHooks) => {
    const stages = await prepare(hooks);
    const own = first ? { ...task, stages } : task;
    return withEngine(own, registry, log, ranks, async (engine) => {
      met = true;
      const left = await sameTrials(plan, plan.trials, engine.engine);
      return left.length === 0 ? undefined : attemptWith(engine, own, registry, hooks);
    });
  };
  if (!first) {
    return compute({ ...hooks, metrics: new MetricsLog(noFolder().store, log) }).catch(async (error) => {
      if (!met) await sleep(REFUSING, undefined, { signal: asked }).catch(() => undefined);
      throw error;
    });
  }
  const refuse = async (error: unknown): Promise<never> => {
    if (!met && !asked.aborted)
      await tellRefusal(error, (tell) =>
        withEngine(task, registry, log, ranks, ({ engine }) => tell(engine)),
      );
    throw error;
  };
  const result = await runLoneTrial(
    task,
    async (_, hooks) => (await compute(hooks).catch(refuse))!,
    hooks,
  ).catch(refuse);
  if (!met && result.status !== 'failed')
    await withEngine(task, registry, log, ranks, ({ engine }) => sameTrials(plan, [], engine));
  return result;
}
