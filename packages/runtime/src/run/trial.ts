import type { TrialPlan } from '@infomin/plan';
import {
  type ArtifactStore,
  type Engine,
  emptyRecord,
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
import type { MetricsMark } from '../folder/metrics.js';
import type { TrialOutcome } from '../folder/results.js';
import { newRecord } from '../folder/stage-record.js';
import { initialState } from '../graph/initial-state.js';
import { resolveTrial } from '../graph/resolved-trial.js';
import { Probes } from '../training/probes.js';
import { runStage } from '../training/stage.js';
import { leads, type TrialContext } from '../training/trial-context.js';
import { Untrained } from '../training/untrained.js';

export interface TrialOptions {
  readonly registry: Constructors;
  readonly container: Container;
  readonly artifacts: ArtifactStore;
  readonly signal: AbortSignal;
  readonly checkpoints: Pick<Checkpoints, 'due' | 'save'>;
  /** Where to go on. */
  readonly from: Checkpoint | undefined;
  metric(line: Readonly<Record<string, unknown>>): Promise<void>;
  /** What has been written with it, on disk. */
  metrics(): Promise<MetricsMark>;
  keep(name: string, text: string): Promise<void>;
  progress(event: ProgressEvent): void;
}

/** Runs a trial's stages, then its probes. Closes what it opened, however it ends. */
export async function runTrial(plan: TrialPlan, options: TrialOptions): Promise<TrialOutcome> {
  const { registry, signal, from, metric, keep, progress } = options;
  const lifetime = new Lifetime();
  const container = trialContainer(options.container, plan.seed);
  const log = await container.getAsync(services.logger);
  try {
    const engine: Engine = await container.getAsync(services.engine);
    const random = await container.getAsync(services.random);
    const trial = await resolveTrial(plan, registry, container);
    const datasets = new Datasets(plan, { registry, container, lifetime, log, signal });
    const initial = initialState(trial, [...trial.states.values()]);
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
    };
    return await runParts(context, options);
  } finally {
    await lifetime.end(log);
  }
}

async function runParts(
  context: TrialContext,
  { artifacts, checkpoints, from, metrics }: TrialOptions,
): Promise<TrialOutcome> {
  const { trial, signal, state, engine } = context;
  const { plan } = trial;
  const objectives = Object.assign(emptyRecord<ObjectiveResult>(), from?.progress.objectives);
  const probes = emptyRecord<ProbeResult>();
  const seconds = { train: from?.progress.seconds ?? 0, probe: 0, untrained: 0 };
  const collapsed = new Set(from?.progress.collapsed);
  let start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  const result = (status: TrialResult['status']): TrialOutcome => ({
    id: plan.id,
    params: plan.params,
    seed: plan.seed,
    status,
    objectives,
    probes,
    seconds,
    engine: engine.description,
  });
  for (let index = from?.progress.stage ?? 0; index < plan.stages.length; index++) {
    const stage = plan.stages[index]!;
    const record = newRecord(from?.progress.stage === index ? from.progress.record : undefined);
    const trained = seconds.train;
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
    const outcome = await runStage(context, stage, record, async (now) => {
      if (now || checkpoints.due()) await save();
    });
    seconds.train = trained + elapsed();
    if (outcome.status === 'interrupted' || signal.aborted) {
      await save();
      objectives[stage.id] = outcome.result;
      return result('interrupted');
    }
    objectives[stage.id] = outcome.result;
    if (outcome.status === 'collapsed') collapsed.add(stage.id);
    await checkpoints.save({
      tensors: await state.read(),
      progress: {
        stage: index + 1,
        record: undefined,
        objectives,
        collapsed: [...collapsed],
        metrics: await metrics(),
        seconds: seconds.train,
      },
    });
  }
  if (!leads(context)) return result('done');
  start = performance.now();
  const measured = new Probes(context);
  const baseline = new Untrained(context, artifacts);
  try {
    for (const probe of plan.probes) {
      context.log.info(`probe ${probe.name}`);
      const found = await measured.measure(probe);
      const began = elapsed();
      const untrained = await baseline.value(probe);
      seconds.untrained += elapsed() - began;
      probes[probe.name] = { ...found, ...(untrained !== undefined && { untrained }) };
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    measured.dispose();
    baseline.dispose();
  }
  seconds.probe = elapsed();
  if (signal.aborted) return result('interrupted');
  return result(collapsed.size > 0 ? 'collapsed' : 'done');
}
