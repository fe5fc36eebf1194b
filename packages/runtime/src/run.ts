import type { Plan, TrialPlan } from '@infomin/compiler';
import { type ArtifactStore, type Engine, type Logger, services, UserError } from '@infomin/plugin';
import type { Container } from 'inversify';
import { Checkpoints, type TrialProgress } from './checkpoint.js';
import { runContainer } from './container.js';
import { chooseEngine, startEngine } from './engine-choice.js';
import { keptMetrics } from './metrics.js';
import type { ProgressEvent } from './progress.js';
import type { Constructors } from './registry.js';
import type { Results, TrialOutcome } from './results.js';
import { takeRunFolder } from './run-folder.js';
import { runTrial } from './trial.js';
import { writeResults } from './write-results.js';

export interface RunOptions {
  readonly plan: Plan;
  readonly registry: Constructors;
  /** The run's folder. */
  readonly out: string;
  /** An engine's name, or `auto`. */
  readonly engine: string;
  /** Arguments of the engine's constructor. */
  readonly engineArgs?: Readonly<Record<string, unknown>>;
  readonly log: Logger;
  readonly progress?: (event: ProgressEvent) => void;
  /** Called when a trial starts or ends. */
  readonly onTrial?: (event: TrialEvent) => void;
  /** Ends the run after the current step; what was computed is on disk then. */
  readonly signal?: AbortSignal;
  /** Replaces another run that the folder holds. */
  readonly overwrite?: boolean;
  /** `false`: trials that were cut short start anew instead of going on from their checkpoint. */
  readonly resume?: boolean;
  /** Where engines keep measurements that outlive a run; a folder of the user's cache if left out. */
  readonly cacheFolder?: string;
  /** Seconds between checkpoints. */
  readonly checkpointInterval?: number;
}

export interface TrialEvent {
  readonly trial: TrialPlan;
  /** From 0, and of how many. */
  readonly index: number;
  readonly trials: number;
  /** Where it has ended; `reused` if an earlier run had done it. */
  readonly result?: TrialOutcome;
  readonly reused?: boolean;
}

/**
 * Runs every trial of a plan and its reports, and writes the run's folder: `plan.json`, `metrics.jsonl`,
 * `results.json`, `report.html`, and per trial its checkpoints. A trial that fails is reported as failed and does not
 * end the others. Throws {@link UserError} for what concerns the run as a whole: its folder, its engine.
 */
export async function runPlan(options: RunOptions): Promise<Results> {
  const { plan, registry, log } = options;
  const signal = options.signal ?? new AbortController().signal;
  const choice = await chooseEngine(registry, options.engine);
  const folder = await takeRunFolder(options.out, plan, choice.signature.name, options.overwrite ?? false);
  const { store } = folder;
  let container: Container | undefined;
  let engine: Engine | undefined;
  try {
    container = await runContainer(registry, {
      logger: log,
      artifacts: store,
      engine: () =>
        startEngine(choice, options.engineArgs ?? {}, container!, {
          log,
          artifacts: store,
          cacheFolder: options.cacheFolder,
        }),
    });
    const artifacts = await container.getAsync(services.artifacts);
    await artifacts.write('plan.json', `${JSON.stringify(plan, undefined, 2)}\n`);
    const trials: TrialOutcome[] = [];
    const write = () => writeResults(plan, choice.signature.name, trials, registry, container!);
    for (const [index, trial] of plan.trials.entries()) {
      const event = { trial, index, trials: plan.trials.length };
      const earlier = await finished(artifacts, trial);
      if (earlier) {
        log.info(`trial ${trial.id}: done in an earlier run, not run again`);
        trials.push(earlier);
        options.onTrial?.({ ...event, result: earlier, reused: true });
        continue;
      }
      if (signal.aborted) continue;
      engine ??= await container.getAsync(services.engine);
      options.onTrial?.(event);
      const result = await attempt(trial, options, container, artifacts, signal);
      trials.push(result);
      options.onTrial?.({ ...event, result });
      await write();
    }
    return await write();
  } finally {
    await engine?.dispose();
    await folder.release();
  }
}

const trialFolder = (trial: TrialPlan) => `trials/${trial.id}`;

/** The result of a trial that an earlier run brought to its end. */
async function finished(artifacts: ArtifactStore, trial: TrialPlan): Promise<TrialOutcome | undefined> {
  const bytes = await artifacts.read(`${trialFolder(trial)}/result.json`);
  if (!bytes) return undefined;
  try {
    const kept = JSON.parse(Buffer.from(bytes).toString()) as { hash: string; result: TrialOutcome };
    const complete = kept.result.status === 'done' || kept.result.status === 'collapsed';
    return kept.hash === trial.hash && complete ? kept.result : undefined;
  } catch {
    return undefined;
  }
}

async function attempt(
  trial: TrialPlan,
  options: RunOptions,
  container: Container,
  artifacts: ArtifactStore,
  signal: AbortSignal,
): Promise<TrialOutcome> {
  const { registry, log } = options;
  const folder = trialFolder(trial);
  const checkpoints = new Checkpoints(artifacts, folder, trial.hash, options.checkpointInterval);
  const latest = await checkpoints.load(log);
  const from = options.resume === false ? undefined : latest;
  if (from) {
    const step = from.progress.record?.step ?? 0;
    log.info(`trial ${trial.id}: goes on from stage ${from.progress.stage + 1}, step ${step}`);
  }
  await keptMetrics(artifacts, trial, from?.progress);
  let result: TrialOutcome;
  try {
    result = await runTrial(trial, {
      registry,
      container,
      signal,
      checkpoints,
      from,
      keep: (name, text) => artifacts.write(`${folder}/${name}`, text),
      metric: (line) => artifacts.append('metrics.jsonl', JSON.stringify(line)),
      progress: (event) => options.progress?.(event),
    });
  } catch (error) {
    result = cutShort(trial, error, signal, checkpoints.progress, log);
  }
  await artifacts.write(`${folder}/result.json`, JSON.stringify({ hash: trial.hash, result }, undefined, 2));
  return result;
}

/** The result of a trial that an error ended: interrupted if it was asked to stop, else failed. */
function cutShort(
  trial: TrialPlan,
  error: unknown,
  signal: AbortSignal,
  progress: TrialProgress | undefined,
  log: Logger,
): TrialOutcome {
  const message = error instanceof Error ? error.message : String(error);
  const result = {
    id: trial.id,
    params: trial.params,
    seed: trial.seed,
    objectives: progress?.objectives ?? {},
    probes: {},
    seconds: { train: progress?.seconds ?? 0, probe: 0 },
  };
  if (signal.aborted) return { ...result, status: 'interrupted' };
  const suggestion = error instanceof UserError ? error.suggestion : undefined;
  if (error instanceof Error && !(error instanceof UserError)) log.debug(error.stack ?? message);
  return {
    ...result,
    status: 'failed',
    error: { message, ...(suggestion && { suggestion }), internal: !(error instanceof UserError) },
  };
}
