import { join } from 'node:path';
import type { Plan, TrialPlan } from '@infomin/plan';
import { type Executor, type Logger, type TrialFiles, type TrialResult, UserError } from '@infomin/plugin';
import { silent } from '../base/silent.js';
import { wholeResult } from '../folder/kept-result.js';
import { linesOf } from '../folder/metrics.js';
import { isComplete } from '../folder/results.js';
import { FolderStore, isFileName } from '../folder/store.js';
import { planOf } from '../folder/stored-plan.js';
import { finished, keptResult, trialFolder } from './attempt.js';
import { readSubmission, type Submission, ticketsOf } from './submission.js';

/** How a trial that was handed over stands. */
export interface TrialState {
  readonly id: string;
  /** `lost`: it has ended without a result, or was never handed over; nobody will run it. */
  readonly state: TrialResult['status'] | 'running' | 'waiting' | 'lost';
  /** The last one logged. */
  readonly at?: { readonly stage: string; readonly step: number };
  /** Why it failed. */
  readonly message?: string;
}

export interface Handed {
  readonly store: FolderStore;
  readonly plan: Plan;
  readonly submission: Submission;
  readonly executor: Executor;
  readonly log: Logger;
}

/** The run of a folder whose trials were handed over, but its executor. Throws {@link UserError} where there is none. */
export async function readHanded(folder: string): Promise<Pick<Handed, 'store' | 'plan' | 'submission'>> {
  const store = new FolderStore(folder);
  const plan = await planOf(store);
  const submission = await readSubmission(folder);
  if (submission) return { store, plan, submission };
  throw new UserError(
    `no trials of ${folder} are in other hands`,
    'They were collected or cancelled, or ran here; `infomin run FILE --on …` hands them over.',
  );
}

export const isActive = ({ state }: TrialState) => state === 'running' || state === 'waiting';

/** How all trials stand, in the plan's order. What they left elsewhere is in the folder afterwards. */
export async function statesOf(handed: Handed): Promise<TrialState[]> {
  const { store, plan, submission, executor } = handed;
  // Asked first: one that ends meanwhile has its result by the time that results are read.
  const active = new Map<string, 'waiting' | 'running'>();
  const tickets = ticketsOf(store.folder, submission, executor);
  for (const ticket of tickets) {
    for (const [id, state] of await executor.active(ticket)) active.set(id, state);
  }
  if (executor.gather) {
    const ids = new Set<string>();
    for (const trial of plan.trials) if (!(await finished(store, trial, silent))) ids.add(trial.id);
    for (const ticket of tickets)
      await executor.gather(ticket, ids, (id, files) => keepFiles(handed, id, files));
  }
  return Promise.all(plan.trials.map((trial) => stateOf(trial, active.get(trial.id), handed)));
}

async function stateOf(
  trial: TrialPlan,
  active: 'waiting' | 'running' | undefined,
  { store, log }: Handed,
): Promise<TrialState> {
  const kept = await keptResult(store, trial, log);
  const { id } = trial;
  if (kept && (isComplete(kept.result) || !active)) {
    const { status, error } = kept.result;
    return { id, state: status, ...(error && { message: error.message }) };
  }
  const at = await lastStep(store, trial);
  return { id, state: active ?? 'lost', ...(at && { at }) };
}

async function lastStep(store: FolderStore, trial: TrialPlan): Promise<TrialState['at']> {
  const last = (await linesOf(new FolderStore(join(store.folder, trialFolder(trial))))).at(-1)?.line;
  return last && { stage: last.stage, step: last.step };
}

/** Keeps what a trial left on another machine, its result last. A result of another trial, or a damaged one, is none. */
async function keepFiles({ store, plan }: Handed, id: string, files: TrialFiles): Promise<void> {
  const trial = plan.trials.find((trial) => trial.id === id);
  const { 'result.json': result, ...others } = files;
  if (!trial || result === undefined || wholeResult(result)?.hash !== trial.hash) return;
  const path = (name: string) => `${trialFolder(trial)}/${name}`;
  for (const [name, text] of Object.entries(others)) {
    if (isFileName(name)) await store.write(path(name), text);
  }
  await store.write(path('result.json'), result);
}
