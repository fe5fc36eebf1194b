import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan, TrialPlan } from '@infomin/plan';
import { type Executor, type Job, type Ticket, UserError } from '@infomin/plugin';
import { quoted } from '@infomin/plugin/quoted';
import { takeRunFolder } from '../folder/run-folder.js';
import type { FolderStore } from '../folder/store.js';
import { planOf } from '../folder/stored-plan.js';
import { lendMetrics } from '../folder/trial-metrics.js';
import { surroundingsOf } from './dependencies.js';
import { chooseEngine } from './engine-choice.js';
import { openReuse } from './reuse.js';
import type { RunOptions } from './run.js';
import { endSubmission, readSubmission, type Submission, writeSubmission } from './submission.js';
import { isActive, statesOf, type TrialState } from './trial-states.js';

export interface SubmitOptions
  extends Pick<
    RunOptions,
    | 'plan'
    | 'registry'
    | 'modules'
    | 'out'
    | 'engine'
    | 'engineArgs'
    | 'log'
    | 'overwrite'
    | 'forceUnlock'
    | 'signal'
    | 'stages'
  > {
  readonly on: string;
  readonly options: Submission['options'];
  /** Whether trials that wait or run are handed over as well, as where nothing is sent; without it, `false`. */
  readonly again?: boolean;
  /** Called once the engine is known to do, before anything of the folder changes. */
  readonly executor: (submission: Omit<Submission, 'tickets'>) => Promise<Executor>;
}

export interface Submitted {
  readonly submission: Submission;
  /** Trials handed over now. */
  readonly trials: readonly TrialPlan[];
  /** Of those handed over earlier: how many still wait or run. */
  readonly active: number;
}

/**
 * Prepares a run's folder and hands the trials that are neither done nor under way to an executor. Throws
 * {@link UserError} for what concerns the run as a whole.
 */
export async function submitPlan(options: SubmitOptions): Promise<Submitted> {
  const { plan, registry, out, log, on, overwrite = false, again = false, engineArgs = {} } = options;
  const before = await readSubmission(out);
  if (before && (overwrite || before.on !== on)) {
    throw new UserError(
      `the trials of ${out} were handed to ${before.on}`,
      `\`infomin cancel ${quoted(out)}\` ends them.`,
    );
  }
  const choice = await chooseEngine(registry, options.engine, engineArgs, { elsewhere: true });
  const engine = choice.signature.name;
  const { dependencies, ofEach, keysOf } = await surroundingsOf(
    plan,
    registry,
    choice,
    engineArgs,
    options.modules ?? {},
  );
  const submission: Submission = {
    on,
    options: options.options,
    engine,
    engineArgs,
    tickets: before?.tickets ?? [],
    dependencies: ofEach,
    afresh: overwrite || before?.afresh === true,
  };
  const executor = await options.executor(submission);
  try {
    const folder = await takeRunFolder(out, plan, dependencies, {
      overwrite,
      force: options.forceUnlock ?? false,
      signal: options.signal ?? new AbortController().signal,
      log,
    });
    const { store } = folder;
    try {
      // Those who run the trials open it themselves.
      if (options.stages !== undefined)
        await openReuse(options.stages, true, { plan, folder: store.folder, log, keysOf });
      const earlier = await planOf(store).catch(() => undefined);
      await store.write('plan.json', `${JSON.stringify(plan, undefined, 2)}\n`);
      const states = await statesOf({ store, plan, submission, executor, log });
      const isOpen = (state: TrialState) => !isDone(state) && (again || !isActive(state));
      const trials = plan.trials.filter((_, index) => isOpen(states[index]!));
      // Until the tickets are known, a folder that says nothing would let the trials run here too.
      await writeSubmission(store, submission);
      await lendMetrics(store, trials);
      const jobs = trials.map((trial) => ({ id: trial.id, index: plan.trials.indexOf(trial) }));
      const tickets = jobs.length > 0 ? [await handOver(executor, jobs, submission, store)] : [];
      const written = { ...submission, tickets: [...(again ? [] : submission.tickets), ...tickets] };
      await writeSubmission(store, written);
      if (earlier && changes(plan, earlier))
        for (const name of ['results.json', 'report.html'])
          await rm(join(store.folder, name), { force: true });
      await folder.begun();
      return { submission: written, trials, active: again ? 0 : states.filter(isActive).length };
    } finally {
      await folder.release();
    }
  } finally {
    await executor.close?.();
  }
}

/** Where the executor refuses and has nothing of the folder from before, its trials are in nobody's hands. */
async function handOver(
  executor: Executor,
  jobs: readonly Job[],
  { tickets }: Submission,
  store: FolderStore,
): Promise<Ticket> {
  try {
    return await executor.submit(jobs);
  } catch (error) {
    if (tickets.length === 0) await endSubmission(store);
    throw error;
  }
}

/** Whether a plan has trials that the one before it had not: what was written of that one is of other probes or parameters. */
function changes({ trials }: Plan, before: Plan): boolean {
  const known = new Set(before.trials.map(({ hash }) => hash));
  return trials.some(({ hash }) => !known.has(hash));
}

const isDone = ({ state }: TrialState) => state === 'done' || state === 'collapsed';
