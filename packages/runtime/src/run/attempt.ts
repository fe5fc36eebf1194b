import type { TrialPlan } from '@infomin/plan';
import { type ArtifactStore, type Engine, type Logger, UserError } from '@infomin/plugin';
import type { Container } from 'inversify';
import { hidingOf } from '../base/environment.js';
import type { ProgressEvent } from '../base/progress.js';
import { machineFault } from '../base/refusal.js';
import type { Constructors } from '../base/registry.js';
import { type Checkpoint, Checkpoints, type TrialProgress } from '../folder/checkpoint.js';
import { type Kept, keptText, wholeResult } from '../folder/kept-result.js';
import type { MetricsMark } from '../folder/metrics.js';
import type { MetricSink } from '../folder/metrics-log.js';
import { isComplete, type TrialOutcome } from '../folder/results.js';
import type { Alike } from './alike.js';
import { called } from './called.js';
import { newMeasured, runTrial } from './trial.js';
import type { Stages } from './trial-stages.js';

export interface Attempt {
  readonly registry: Constructors;
  readonly container: Container;
  readonly artifacts: ArtifactStore;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly metrics: MetricSink;
  readonly progress: (event: ProgressEvent) => void;
  /** `false`: the trial starts anew instead of going on from its checkpoint. */
  readonly resume: boolean;
  /** Seconds between checkpoints. */
  readonly checkpointInterval: number | undefined;
  /** Of an engine whose ranks compute together. */
  readonly share?: Engine['share'] | undefined;
  readonly stages?: Stages | undefined;
  readonly alike?: Alike | undefined;
}

export const trialFolder = (trial: TrialPlan) => `trials/${trial.id}`;

/** The result of a trial that an earlier run brought to its end. */
export async function finished(
  artifacts: ArtifactStore,
  trial: TrialPlan,
  log: Logger,
): Promise<Pick<Kept, 'result' | 'metrics'> | undefined> {
  const kept = await anyResult(artifacts, trial, log);
  if (!kept || !isComplete(kept.result)) return undefined;
  if (kept.hash === trial.hash) return kept;
  log.info(`${called(trial)}: what its trainings come to is known, for other probes or parameters`);
  return undefined;
}

/** How an earlier attempt of a trial ended. */
export async function keptResult(
  artifacts: ArtifactStore,
  trial: TrialPlan,
  log: Logger,
): Promise<Pick<Kept, 'result' | 'metrics'> | undefined> {
  const kept = await anyResult(artifacts, trial, log);
  return kept?.hash === trial.hash ? kept : undefined;
}

async function anyResult(artifacts: ArtifactStore, trial: TrialPlan, log: Logger): Promise<Kept | undefined> {
  const bytes = await artifacts.read(`${trialFolder(trial)}/result.json`);
  if (!bytes) return undefined;
  const kept = wholeResult(Buffer.from(bytes).toString());
  if (!kept) log.warn(`${trialFolder(trial)}/result.json is damaged: the trial goes on from its checkpoint`);
  // It may have been called something else when it was run.
  return kept && { ...kept, result: { ...kept.result, id: trial.id, params: trial.params } };
}

/** Keeps how an attempt ended. */
export async function keepResult(
  artifacts: ArtifactStore,
  trial: TrialPlan,
  metrics: MetricsMark,
  result: TrialOutcome,
): Promise<void> {
  await artifacts.write(`${trialFolder(trial)}/result.json`, keptText({ hash: trial.hash, metrics, result }));
}

/** Runs a trial, from its checkpoint if there is one, and keeps its result. An error is a result too. */
export async function attempt(trial: TrialPlan, options: Attempt): Promise<TrialOutcome> {
  const { registry, container, artifacts, log, signal, metrics } = options;
  const folder = trialFolder(trial);
  const checkpoints = new Checkpoints(artifacts, folder, trial.training, options.checkpointInterval);
  const latest = await checkpoints.load(log);
  const own = options.resume ? latest : undefined;
  const from = options.share ? await sharedCheckpoint(own, trial, options.share) : own;
  if (from) {
    const step = from.progress.record?.step ?? 0;
    log.info(`${called(trial)}: goes on from stage ${from.progress.stage + 1}, step ${step}`);
  }
  await metrics.begin(trial, from?.progress);
  const measured = newMeasured();
  let result: TrialOutcome;
  try {
    result = await runTrial(trial, {
      registry,
      container,
      artifacts,
      signal,
      checkpoints,
      from,
      measured,
      keep: (name, text) => artifacts.write(`${folder}/${name}`, text),
      metric: (line) => metrics.append(trial, line),
      metrics: () => metrics.mark(trial),
      progress: options.progress,
      stages: options.stages,
      alike: options.alike,
    });
  } catch (error) {
    result = cutShort(trial, error, signal, checkpoints.progress, measured);
    const fault = error instanceof UserError ? error.cause : error;
    if (fault instanceof Error) log.debug(fault.stack ?? fault.message);
  }
  await keepResult(artifacts, trial, await metrics.mark(trial), result);
  return result;
}

/** All ranks go on from where the first one does. */
async function sharedCheckpoint(
  own: Checkpoint | undefined,
  trial: TrialPlan,
  share: NonNullable<Engine['share']>,
): Promise<Checkpoint | undefined> {
  const given = { value: own?.progress ?? null, tensors: own?.tensors ?? {} };
  const { value, tensors } = await share(`sharing the checkpoint of trial ${trial.id}`, given);
  return value === null ? undefined : { progress: value as TrialProgress, tensors };
}

/** The process of a trial was killed from outside; the others go on. */
export interface TrialLost extends Error {
  readonly name: 'TrialLost';
  readonly suggestion: string;
}

function isLost(error: unknown): error is TrialLost {
  return error instanceof Error && error.name === 'TrialLost';
}

/** The result of a trial that an error ended: interrupted if it was asked to stop, else failed. */
export function cutShort(
  trial: TrialPlan,
  error: unknown,
  signal: AbortSignal,
  progress?: TrialProgress,
  measured = newMeasured(),
): TrialOutcome {
  const result = {
    id: trial.id,
    params: trial.params,
    seed: trial.seed,
    objectives: progress?.objectives ?? {},
    probes: measured.probes,
    seconds: { train: progress?.seconds ?? 0, ...measured.seconds },
  };
  if (signal.aborted) return { ...result, status: 'interrupted' };
  const told = machineFault(error);
  const hide = hidingOf(trial);
  const message = hide(told instanceof Error ? told.message : String(told));
  const mendable = told instanceof UserError || isLost(told);
  const suggestion = mendable && told.suggestion ? hide(told.suggestion) : undefined;
  return {
    ...result,
    status: 'failed',
    error: { message, ...(suggestion && { suggestion }), internal: !mendable },
  };
}
