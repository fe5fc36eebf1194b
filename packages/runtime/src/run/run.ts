import { join } from 'node:path';
import type { Plan, TrialPlan } from '@infomin/plan';
import { type ArtifactStore, type Engine, type Logger, services, UserError } from '@infomin/plugin';
import type { Container } from 'inversify';
import { runContainer } from '../base/container.js';
import { hidingLogger } from '../base/environment.js';
import type { ProgressEvent } from '../base/progress.js';
import { Queue } from '../base/queue.js';
import type { Constructors } from '../base/registry.js';
import { trainingHashIn } from '../folder/checkpoint.js';
import { type MetricSink, MetricsLog } from '../folder/metrics-log.js';
import { isComplete, type Results, type TrialOutcome } from '../folder/results.js';
import { takeRunFolder } from '../folder/run-folder.js';
import type { StoreUse } from '../folder/stage-store.js';
import { FolderStore } from '../folder/store.js';
import { planOf } from '../folder/stored-plan.js';
import { takeMetrics } from '../folder/trial-metrics.js';
import { type Front, keepFront } from '../report/front.js';
import { writeResults } from '../report/write-results.js';
import { type Alike, alikeStages } from './alike.js';
import { attempt, cutShort, finished, trialFolder } from './attempt.js';
import { called } from './called.js';
import { surroundingsOf } from './dependencies.js';
import { chooseEngine, startEngine } from './engine-choice.js';
import type { StageKeys } from './identity.js';
import { noFolder, type StartedRanks, sameTrials, tellRefusal } from './ranks.js';
import { type Recorder, recordEnd, recordEnded, recording } from './recorder.js';
import { openReuse, type StageNews, stageNews, tellingOnce } from './reuse.js';
import { sharingOf, sideBySide } from './side-by-side.js';
import { refuseSubmitted } from './submission.js';
import { refuseUnreadable } from './unreadable.js';
import { WhyTrained } from './why-trained.js';

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
  /** Takes the folder whoever holds it. */
  readonly forceUnlock?: boolean;
  /** `false`: trials that were cut short start anew instead of going on from their checkpoint. */
  readonly resume?: boolean;
  /** Where engines keep measurements that outlive a run; a folder of the user's cache if left out. */
  readonly cacheFolder?: string;
  /** Seconds between checkpoints. */
  readonly checkpointInterval?: number;
  /** Where plugins' code begins, by their names: a run goes on with the same code only. */
  readonly modules?: Readonly<Record<string, string>>;
  /** Folder of a store of stages: what is there is not trained again, what is trained is kept there. */
  readonly stages?: string | undefined;
  /** Trials at a time, where `elsewhere` is given; what suits engine and machine if left out. */
  readonly jobs?: number;
  /** Called once: what the run is of, for its report. */
  readonly front?: () => Promise<Front>;
  /** Is told of lines and results while they are written. */
  readonly recorder?: Recorder | undefined;
  /** The processes that compute this run together; only the first one writes the folder and measures. */
  readonly ranks?: StartedRanks | undefined;
  /** Runs a trial in a process of its own; without it trials run one after another in this one. */
  readonly elsewhere?: RunElsewhere;
}

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

export interface TrialEvent {
  readonly trial: TrialPlan;
  /** From 0, and of how many. */
  readonly index: number;
  readonly trials: number;
  /** Where it has ended; `reused` if an earlier run had done it. */
  readonly result?: TrialOutcome;
  readonly reused?: boolean;
  /** Where it starts: what becomes of its stages. */
  readonly stages?: readonly StageNews[];
}

/**
 * Runs every trial of a plan and its reports, and writes the run's folder: `plan.json`, `metrics.jsonl`,
 * `results.json`, `report.html`, and per trial its checkpoints. A trial that fails is reported as failed and does not
 * end the others. Throws {@link UserError} for what concerns the run as a whole: its folder, its engine, data that all read.
 */
export async function runPlan(options: RunOptions): Promise<Results> {
  const { plan, registry } = options;
  const log = tellingOnce(hidingLogger(options.log, plan.trials));
  const asked = options.signal ?? new AbortController().signal;
  const ends = new AbortController();
  // Ranks end after the same step.
  const ranks = options.ranks && { ...options.ranks, asked, end: () => ends.abort() };
  const signal = ranks ? ends.signal : asked;
  const choice = await chooseEngine(registry, options.engine, options.engineArgs ?? {}, {
    ...(ranks && { ranks: ranks.world }),
  });
  const { name } = choice.signature;
  await refuseSubmitted(options.out);
  const { engineArgs = {}, modules = {} } = options;
  const { dependencies, keysOf } = await surroundingsOf(plan, registry, choice, engineArgs, modules);
  const contain = async (artifacts: ArtifactStore) => {
    const made: Container = await runContainer(registry, {
      logger: log,
      artifacts,
      engine: () => startEngine(choice, made, { log, artifacts, cacheFolder: options.cacheFolder, ranks }),
    });
    return made;
  };
  /** Where the first rank ends before it has met the others. */
  const refuse = async (error: unknown): Promise<never> => {
    if (ranks?.rank === 0 && !asked.aborted) {
      await tellRefusal(error, async (tell) => {
        const engine = await (await contain(noFolder().store)).getAsync(services.engine);
        await tell(engine).finally(() => engine.dispose());
      });
    }
    throw error;
  };
  const folder =
    ranks && ranks.rank > 0
      ? noFolder()
      : await takeRunFolder(options.out, plan, dependencies, {
          overwrite: options.overwrite ?? false,
          force: options.forceUnlock ?? false,
          signal: asked,
          log,
        }).catch(refuse);
  const { store } = folder;
  let beginning: Promise<void> | undefined;
  const begun = () =>
    (beginning ??= folder.begun().catch((error: unknown) => {
      beginning = undefined;
      throw error;
    }));
  let engine: Engine | undefined;
  try {
    const container = await contain(store);
    const artifacts = await container.getAsync(services.artifacts);
    const before = store instanceof FolderStore ? await planOf(store).catch(() => undefined) : undefined;
    const changed = before && before.hash !== plan.hash ? new WhyTrained(before, registry) : undefined;
    const reads = !options.overwrite && options.resume !== false;
    const reuse =
      options.stages !== undefined && store instanceof FolderStore
        ? await openReuse(options.stages, reads, { plan, folder: store.folder, log, keysOf })
        : undefined;
    await artifacts.write('plan.json', `${JSON.stringify(plan, undefined, 2)}\n`);
    const outcomes = new Map<string, TrialOutcome>();
    if (store instanceof FolderStore) await takeMetrics(store, plan.trials, true);
    const metricsLog = new MetricsLog(artifacts, log);
    const own = await leftOf(options, artifacts, metricsLog, outcomes).catch(refuse);
    const { recorder } = options;
    const metrics = recorder ? recording(metricsLog, artifacts, recorder) : metricsLog;
    if (recorder) await recordEnded(recorder, artifacts, plan, outcomes.values(), log);
    if (ranks) engine = await container.getAsync(services.engine);
    const remaining = ranks ? await sameTrials(plan, own, engine!) : own;
    const writes = new Queue();
    // Reports are of what the first rank has measured.
    const told = ranks && ranks.rank > 0 ? { ...plan, reports: [] } : plan;
    let front = options.front;
    const write = () =>
      writes.take(async () => {
        if (front) await keepFront(artifacts, await front());
        front = undefined;
        return writeResults(told, name, inOrder(plan, outcomes), registry, container);
      });
    const known = new Set(before?.trials.map(({ hash }) => hash));
    // Of the same trainings, what stands in the folder is what other probes or parameters came to.
    if (before?.hash === plan.hash && own.some(({ hash }) => !known.has(hash))) await write();
    const writeIfDue = sparing(write);
    const sharing = sharingOf(choice, remaining.length, options.jobs, options.engineArgs ?? {});
    const jobs = options.elsewhere && !ranks ? sharing.jobs : 1;
    const alikeOf = alikeStages(remaining, registry, jobs);
    const hooks = {
      log,
      signal,
      metrics,
      progress: (event: ProgressEvent) => {
        // Where the disk refuses, it is asked again, and told at the end of a trial.
        begun().catch(() => undefined);
        options.progress?.(event);
      },
    };
    const runHere = async (trial: TrialPlan) => {
      engine ??= await container.getAsync(services.engine);
      const { resume = true, checkpointInterval } = options;
      const where = { registry, container, artifacts };
      const stages = reuse && { store: reuse.store, keys: keysOf(trial) };
      const { share } = engine;
      const alike = alikeOf(trial);
      return attempt(trial, { ...where, ...hooks, resume, checkpointInterval, share, stages, alike });
    };
    const runOne =
      jobs > 1
        ? apart(options, { engine: name, folder: store.folder, ...sharing }, hooks, (trial) => ({
            stages: reuse && { use: reuse.use, keys: keysOf(trial) },
            alike: alikeOf(trial),
          }))
        : runHere;
    let failed = false;
    await sideBySide(remaining, jobs, async (trial) => {
      // Where one rank fails, the others may not have come as far.
      if (signal.aborted || (ranks && failed)) return;
      const event = { trial, index: plan.trials.indexOf(trial), trials: plan.trials.length };
      // One that its own folder has goes on from there.
      const there = await trainingHashIn(join(store.folder, trialFolder(trial)));
      const stages = there === trial.training ? [] : await stageNews(trial, keysOf(trial), reuse, changed);
      options.onTrial?.({ ...event, stages });
      const result = await runOne(trial);
      outcomes.set(trial.id, result);
      failed ||= result.status === 'failed';
      if (isComplete(result)) await begun();
      if (recorder) await recordEnd(recorder, artifacts, trial, result, log);
      if (!ranks && plan.trials.length > 1) await refuseUnreadable(result, plan.trials, registry);
      options.onTrial?.({ ...event, result });
      await writeIfDue();
    }).catch(async (error: unknown) => {
      await write();
      throw error;
    });
    return await write();
  } finally {
    await engine?.dispose();
    await folder.release();
  }
}

/** Runs each trial in a process of its own; one that ends without a result has failed. */
function apart(
  { elsewhere, resume = true, cacheFolder, checkpointInterval }: RunOptions,
  { engine, folder, engineArgs }: Pick<TrialTask, 'engine' | 'folder' | 'engineArgs'>,
  hooks: TrialHooks,
  more: (trial: TrialPlan) => Pick<TrialTask, 'stages' | 'alike'>,
) {
  return async (trial: TrialPlan): Promise<TrialOutcome> => {
    const task = {
      trial,
      folder,
      engine,
      engineArgs,
      resume,
      cacheFolder,
      checkpointInterval,
      ...more(trial),
    };
    try {
      return await elsewhere!(task, hooks);
    } catch (error) {
      if (error instanceof UserError) throw error;
      return cutShort(trial, error, hooks.signal);
    }
  };
}

/** Writing all results after each of many trials would take longer than the trials: it gets a twentieth of the time. */
function sparing(write: () => Promise<unknown>): () => Promise<void> {
  let due = Number.NEGATIVE_INFINITY;
  return async () => {
    const start = performance.now();
    if (start < due) return;
    due = Number.POSITIVE_INFINITY;
    await write();
    const end = performance.now();
    due = end + 20 * (end - start);
  };
}

const inOrder = (plan: Plan, outcomes: ReadonlyMap<string, TrialOutcome>) =>
  plan.trials.flatMap(({ id }) => outcomes.get(id) ?? []);

/** The trials that no earlier run has done; those that one has are told and their outcomes added. */
async function leftOf(
  { plan, log, onTrial }: RunOptions,
  artifacts: ArtifactStore,
  metrics: MetricsLog,
  outcomes: Map<string, TrialOutcome>,
): Promise<TrialPlan[]> {
  const left: TrialPlan[] = [];
  for (const [index, trial] of plan.trials.entries()) {
    const done = await finished(artifacts, trial, log);
    if (!done) {
      left.push(trial);
      continue;
    }
    const { result } = done;
    await metrics.verify(trial, done.metrics);
    log.info(`${called(trial)}: done in an earlier run, not run again`);
    outcomes.set(trial.id, result);
    onTrial?.({ trial, index, trials: plan.trials.length, result, reused: true });
  }
  return left;
}
