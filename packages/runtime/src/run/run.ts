import { join } from 'node:path';
import type { Plan, TrialPlan } from '@infomin/plan';
import { type ArtifactStore, type Engine, type Logger, services } from '@infomin/plugin';
import type { Container } from 'inversify';
import { runContainer } from '../base/container.js';
import { hidingLogger } from '../base/environment.js';
import type { ProgressEvent } from '../base/progress.js';
import type { Constructors } from '../base/registry.js';
import { trainingHashIn } from '../folder/checkpoint.js';
import { MetricsLog } from '../folder/metrics-log.js';
import { isComplete, type Results, type TrialOutcome } from '../folder/results.js';
import { takeRunFolder } from '../folder/run-folder.js';
import { FolderStore } from '../folder/store.js';
import { planOf } from '../folder/stored-plan.js';
import { takeMetrics } from '../folder/trial-metrics.js';
import type { Front } from '../report/front.js';
import { alikeStages } from './alike.js';
import { attempt, finished, trialFolder } from './attempt.js';
import { called } from './called.js';
import { surroundingsOf } from './dependencies.js';
import { apart, type RunElsewhere, type TrialHooks, type TrialTask } from './elsewhere.js';
import { chooseEngine, type Installed, startEngine } from './engine-choice.js';
import type { StageKeys } from './identity.js';
import { Outcomes } from './outcomes.js';
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
 * end the others. Throws `UserError` for what concerns the run as a whole: its folder, its engine, data that all read.
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
  let engine: Engine | undefined;
  try {
    const container = await contain(folder.store);
    const started = async () => (engine ??= await container.getAsync(services.engine));
    const begun = untilDone(() => folder.begun());
    const { store } = folder;
    return await runTrials({
      options,
      log,
      signal,
      ranks,
      choice,
      keysOf,
      store,
      begun,
      refuse,
      container,
      started,
    });
  } finally {
    await engine?.dispose();
    await folder.release();
  }
}

/** What a run that holds its folder works with. */
interface Running {
  readonly options: RunOptions;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly ranks: StartedRanks | undefined;
  readonly choice: Installed;
  readonly keysOf: (trial: TrialPlan) => StageKeys;
  readonly store: ArtifactStore;
  /** Called once there is something to keep. */
  readonly begun: () => Promise<void>;
  readonly refuse: (error: unknown) => Promise<never>;
  readonly container: Container;
  /** The engine; it starts at the first call. */
  readonly started: () => Promise<Engine>;
}

async function runTrials(running: Running): Promise<Results> {
  const { options, log, signal, ranks, choice, keysOf, store, begun, refuse, container, started } = running;
  const { plan, registry, recorder } = options;
  const artifacts = await container.getAsync(services.artifacts);
  const before = store instanceof FolderStore ? await planOf(store).catch(() => undefined) : undefined;
  const changed = before && before.hash !== plan.hash ? new WhyTrained(before, registry) : undefined;
  const reads = !options.overwrite && options.resume !== false;
  const reuse =
    options.stages !== undefined && store instanceof FolderStore
      ? await openReuse(options.stages, reads, { plan, folder: store.folder, log, keysOf })
      : undefined;
  await artifacts.write('plan.json', `${JSON.stringify(plan, undefined, 2)}\n`);
  if (store instanceof FolderStore) await takeMetrics(store, plan.trials, true);
  const metricsLog = new MetricsLog(artifacts, log);
  const engine = choice.signature.name;
  // Reports are of what the first rank has measured.
  const told = ranks && ranks.rank > 0 ? { ...plan, reports: [] } : plan;
  const outcomes = new Outcomes({ plan: told, engine, registry, container, front: options.front });
  const own = await leftOf(options, artifacts, metricsLog, outcomes).catch(refuse);
  const metrics = recorder ? recording(metricsLog, artifacts, recorder) : metricsLog;
  if (recorder) await recordEnded(recorder, artifacts, plan, outcomes.all, log);
  const remaining = ranks ? await sameTrials(plan, own, await started()) : own;
  const known = new Set(before?.trials.map(({ hash }) => hash));
  // Of the same trainings, what stands in the folder is what other probes or parameters came to.
  if (before?.hash === plan.hash && own.some(({ hash }) => !known.has(hash))) await outcomes.write();
  const hooks: TrialHooks = {
    log,
    signal,
    metrics,
    progress: (event) => {
      // Where the disk refuses, it is asked again, and told at the end of a trial.
      begun().catch(() => undefined);
      options.progress?.(event);
    },
  };
  const { elsewhere, resume = true, cacheFolder, checkpointInterval } = options;
  const { jobs, engineArgs } =
    elsewhere && !ranks
      ? sharingOf(choice, remaining.length, options.jobs, options.engineArgs ?? {})
      : { jobs: 1, engineArgs: {} };
  const alikeOf = alikeStages(remaining, registry, jobs);
  const here = async (trial: TrialPlan) => {
    const { share } = await started();
    const where = { registry, container, artifacts };
    const stages = reuse && { store: reuse.store, keys: keysOf(trial) };
    const alike = alikeOf(trial);
    return attempt(trial, { ...where, ...hooks, resume, checkpointInterval, share, stages, alike });
  };
  const taskOf = (trial: TrialPlan): TrialTask => ({
    trial,
    folder: store.folder,
    engine,
    engineArgs,
    resume,
    cacheFolder,
    checkpointInterval,
    stages: reuse && { use: reuse.use, keys: keysOf(trial) },
    alike: alikeOf(trial),
  });
  const run = elsewhere && jobs > 1 ? apart(elsewhere, hooks, taskOf) : here;
  let failed = false;
  await sideBySide(remaining, jobs, async (trial) => {
    // Where one rank fails, the others may not have come as far.
    if (signal.aborted || (ranks && failed)) return;
    const event = { trial, index: plan.trials.indexOf(trial), trials: plan.trials.length };
    // One that its own folder has goes on from there.
    const there = await trainingHashIn(join(store.folder, trialFolder(trial)));
    const stages = there === trial.training ? [] : await stageNews(trial, keysOf(trial), reuse, changed);
    options.onTrial?.({ ...event, stages });
    const result = await run(trial);
    outcomes.add(result);
    failed ||= result.status === 'failed';
    if (isComplete(result)) await begun();
    if (recorder) await recordEnd(recorder, artifacts, trial, result, log);
    if (!ranks && plan.trials.length > 1) await refuseUnreadable(result, plan.trials, registry);
    options.onTrial?.({ ...event, result });
    await outcomes.writeIfDue();
  }).catch(async (error: unknown) => {
    await outcomes.write();
    throw error;
  });
  return outcomes.write();
}

/** Does it at the first call, and again at the next where that failed. */
function untilDone(work: () => Promise<void>): () => Promise<void> {
  let under: Promise<void> | undefined;
  return () =>
    (under ??= work().catch((error: unknown) => {
      under = undefined;
      throw error;
    }));
}

/** The trials that no earlier run has done; those that one has are told and their outcomes added. */
async function leftOf(
  { plan, log, onTrial }: RunOptions,
  artifacts: ArtifactStore,
  metrics: MetricsLog,
  outcomes: Outcomes,
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
    outcomes.add(result);
    onTrial?.({ trial, index, trials: plan.trials.length, result, reused: true });
  }
  return left;
}
