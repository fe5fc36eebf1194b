import type { StagePlan, TrialPlan } from '@infomin/plan';
import {
  type ArtifactStore,
  type Engine,
  emptyRecord,
  type HostTensors,
  type ObjectiveResult,
  type ProbeResult,
  services,
  type TrialResult,
} from '@infomin/plugin';
import type { Container } from 'inversify';
import { trialContainer } from '../base/container.js';
import { Lifetime } from '../base/lifetime.js';
import type { ProgressEvent } from '../base/progress.js';
import type { Constructors } from '../base/registry.js';
import { Datasets } from '../data/datasets.js';
import type { Checkpoint, Checkpoints } from '../folder/checkpoint.js';
import type { MetricLine, MetricsMark } from '../folder/metrics.js';
import type { TrialOutcome } from '../folder/results.js';
import { newRecord } from '../folder/stage-record.js';
import type { KeptStage, StageStore } from '../folder/stage-store.js';
import { initialState } from '../graph/initial-state.js';
import { resolveTrial } from '../graph/resolved-trial.js';
import { movedBy } from '../step/programs.js';
import { checkData } from '../training/check-data.js';
import { measurement, Probes } from '../training/probes.js';
import { runStage } from '../training/stage.js';
import { leads, type TrialContext } from '../training/trial-context.js';
import { Untrained } from '../training/untrained.js';
import type { Alike } from './alike.js';
import type { StageKeys } from './identity.js';

export interface TrialOptions {
  readonly registry: Constructors;
  readonly container: Container;
  readonly artifacts: ArtifactStore;
  readonly signal: AbortSignal;
  readonly checkpoints: Pick<Checkpoints, 'due' | 'save'>;
  /** Where to go on. */
  readonly from: Checkpoint | undefined;
  /** Is filled with what the probes come to. */
  readonly measured: Measured;
  metric(line: Readonly<Record<string, unknown>>): Promise<void>;
  /** What has been written with it, on disk. */
  metrics(): Promise<MetricsMark>;
  keep(name: string, text: string): Promise<void>;
  progress(event: ProgressEvent): void;
  /** Where stages are taken from and kept. */
  readonly stages?: Stages | undefined;
  readonly alike?: Alike | undefined;
}

/** What a trial's probes have come to so far. */
export interface Measured {
  readonly probes: Record<string, ProbeResult>;
  readonly seconds: { probe: number; untrained: number };
}

export const newMeasured = (): Measured => ({
  probes: emptyRecord<ProbeResult>(),
  seconds: { probe: 0, untrained: 0 },
});

/** The store of stages, as a trial sees it. */
export interface Stages {
  readonly store: StageStore;
  readonly keys: StageKeys;
}

/** Runs a trial's stages, then its probes. Closes what it opened, however it ends. */
export async function runTrial(plan: TrialPlan, options: TrialOptions): Promise<TrialOutcome> {
  const { registry, signal, from, metric, keep, progress, alike = {} } = options;
  const lifetime = new Lifetime();
  const container = trialContainer(options.container, plan.seed);
  const log = await container.getAsync(services.logger);
  try {
    const engine: Engine = await container.getAsync(services.engine);
    const random = await container.getAsync(services.random);
    const trial = await resolveTrial(plan, registry, container);
    const datasets = new Datasets(plan, { registry, container, lifetime, log, signal });
    const initial = await initialState(trial, [...trial.states.values()]);
    const state = engine.createState({ ...initial, ...from?.tensors });
    lifetime.onEnd('state', () => state.dispose());
    const context: TrialContext = {
      trial,
      datasets,
      engine,
      state,
      random,
      registry,
      container,
      log,
      signal,
      metric,
      keep,
      progress,
      alike,
    };
    return await runParts(context, options);
  } finally {
    await lifetime.end(log);
  }
}

async function runParts(
  context: TrialContext,
  { artifacts, checkpoints, from, measured, metrics, stages }: TrialOptions,
): Promise<TrialOutcome> {
  const { trial, signal, state, engine } = context;
  const { plan } = trial;
  const objectives = Object.assign(emptyRecord<ObjectiveResult>(), from?.progress.objectives);
  let train = from?.progress.seconds ?? 0;
  const collapsed = new Set(from?.progress.collapsed);
  let checked = false;
  let start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  const result = (status: TrialResult['status']): TrialOutcome => ({
    id: plan.id,
    params: plan.params,
    seed: plan.seed,
    status,
    objectives,
    probes: measured.probes,
    seconds: { train, ...measured.seconds },
    engine: engine.description,
  });
  for (let index = from?.progress.stage ?? 0; index < plan.stages.length; index++) {
    const stage = plan.stages[index]!;
    const begun = from?.progress.stage === index ? from.progress.record : undefined;
    const record = newRecord(begun);
    const trained = train;
    const ended = async (tensors: HostTensors) =>
      checkpoints.save({
        tensors,
        progress: {
          stage: index + 1,
          record: undefined,
          objectives,
          collapsed: [...collapsed],
          metrics: await metrics(),
          seconds: train,
        },
      });
    const { kept, letGo } = await lookFor(context, stage, stages, begun !== undefined);
    try {
      if (kept) {
        context.log.debug(`${stage.id} is taken from the store`);
        state.write(kept.tensors);
        for (const line of kept.lines) await context.metric({ ...line, trial: plan.id });
        for (const [name, text] of Object.entries(kept.files)) await context.keep(name, text);
        objectives[stage.id] = kept.result;
        if (kept.collapsed) collapsed.add(stage.id);
        train += kept.seconds;
        await ended(await state.read());
        continue;
      }
      if (!checked) await checkData(context, plan.stages.slice(index));
      checked = true;
      start = performance.now();
      const save = async () =>
        checkpoints.save({
          tensors: await state.read(),
          progress: {
            stage: index,
            record,
            objectives,
            collapsed: [...collapsed],
            metrics: await metrics(),
            seconds: trained + elapsed(),
          },
        });
      const files: Record<string, string> = {};
      const watched: TrialContext = {
        ...context,
        metric: async (line) => {
          await context.metric(line);
          record.lines.push(line as unknown as MetricLine);
        },
        keep: async (name, text) => {
          await context.keep(name, text);
          files[name] = text;
        },
      };
      const outcome = await runStage(watched, stage, record, async (now) => {
        if (now || checkpoints.due()) await save();
      });
      train = trained + elapsed();
      if (outcome.status === 'interrupted' || signal.aborted) {
        await save();
        objectives[stage.id] = outcome.result;
        return result('interrupted');
      }
      objectives[stage.id] = outcome.result;
      if (outcome.status === 'collapsed') collapsed.add(stage.id);
      const tensors = await state.read();
      await ended(tensors);
      const key = stages?.keys[stage.id];
      if (key !== undefined && leads(context)) {
        const { result, status } = outcome;
        const told = { result, collapsed: status === 'collapsed', seconds: train - trained };
        const all = { ...told, tensors, lines: record.lines, files };
        await stages!.store.keep(key, stage.id, all, movedBy(trial, stage));
      }
    } finally {
      await letGo();
    }
  }
  if (!leads(context)) return result('done');
  await measureInto(measured, context, artifacts);
  if (signal.aborted) return result('interrupted');
  return result(collapsed.size > 0 ? 'collapsed' : 'done');
}

/** Measures the probes, each beside its untrained baseline, until all are or the trial is asked to stop. */
async function measureInto(
  { probes, seconds }: Measured,
  context: TrialContext,
  artifacts: ArtifactStore,
): Promise<void> {
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  const measuring = new Probes(context);
  const baseline = new Untrained(context, artifacts);
  try {
    for (const probe of context.trial.plan.probes) {
      context.log.info(`probe ${probe.name}`);
      const found = measurement(probe, await measuring.measure(probe));
      const began = elapsed();
      const untrained = await baseline.of(probe);
      seconds.untrained += elapsed() - began;
      probes[probe.name] = {
        ...found,
        ...(untrained && { untrained: untrained.value }),
        ...(untrained?.unreliable && { untrained_unreliable: untrained.unreliable }),
      };
    }
  } catch (error) {
    if (!context.signal.aborted) throw error;
  } finally {
    measuring.dispose();
    baseline.dispose();
    seconds.probe = elapsed();
  }
}

interface Looked {
  readonly kept: KeptStage | undefined;
  /** Once it is trained, or has failed to be. */
  readonly letGo: () => Promise<void>;
}

/** What the store has of a stage, or the claim to train it. One that is `begun` goes on whoever else trains it. */
async function lookFor(
  context: TrialContext,
  stage: StagePlan,
  stages: Stages | undefined,
  begun: boolean,
): Promise<Looked> {
  const { trial, engine, signal } = context;
  const key = stages?.keys[stage.id];
  const own = async (): Promise<Looked> => {
    const { store } = stages!;
    const take = () => store.take(key!, stage.id, movedBy(trial, stage));
    const look = async () => (!begun && (await store.has(key!)) ? await take() : undefined);
    const found = await look();
    if (found) return { kept: found, letGo: nothing };
    // Other ranks do not wait for this one for long.
    const waits = !begun && !engine.share;
    const letGo = await store.claim(key!, { stage: stage.id, waits, signal });
    return { kept: await look(), letGo };
  };
  const looked = key === undefined || !leads(context) ? { kept: undefined, letGo: nothing } : await own();
  if (begun || !engine.share) return looked;
  return { ...looked, kept: await sharedStage(looked.kept, stage, engine.share) };
}

/** All ranks take what the first one finds. */
async function sharedStage(
  own: KeptStage | undefined,
  stage: StagePlan,
  share: NonNullable<Engine['share']>,
): Promise<KeptStage | undefined> {
  const { tensors: given = {}, ...rest } = own ?? {};
  const told = { value: own ? rest : null, tensors: given };
  const { value, tensors } = await share(`looking for what ${stage.id} came to`, told);
  return value === null ? undefined : { ...(value as Omit<KeptStage, 'tensors'>), tensors };
}

const nothing = async () => undefined;
