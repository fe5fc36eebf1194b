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
import type { TrialOutcome } from '../folder/results.js';
import { initialState } from '../graph/initial-state.js';
import { resolveTrial } from '../graph/resolved-trial.js';
import { measurement, Probes } from '../training/probes.js';
import { leads, type TrialContext } from '../training/trial-context.js';
import { Untrained } from '../training/untrained.js';
import type { Alike } from './alike.js';
import { type Reached, runStages, type StagesOptions } from './trial-stages.js';

export interface TrialOptions extends StagesOptions {
  readonly registry: Constructors;
  readonly container: Container;
  readonly artifacts: ArtifactStore;
  readonly signal: AbortSignal;
  /** Is filled with what the probes come to. */
  readonly measured: Measured;
  metric(line: Readonly<Record<string, unknown>>): Promise<void>;
  keep(name: string, text: string): Promise<void>;
  progress(event: ProgressEvent): void;
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

async function runParts(context: TrialContext, options: TrialOptions): Promise<TrialOutcome> {
  const { trial, signal, engine } = context;
  const { plan } = trial;
  const { artifacts, from, measured } = options;
  const reached: Reached = {
    objectives: Object.assign(emptyRecord<ObjectiveResult>(), from?.progress.objectives),
    collapsed: new Set(from?.progress.collapsed),
    seconds: from?.progress.seconds ?? 0,
  };
  const result = (status: TrialResult['status']): TrialOutcome => ({
    id: plan.id,
    params: plan.params,
    seed: plan.seed,
    status,
    objectives: reached.objectives,
    probes: measured.probes,
    seconds: { train: reached.seconds, ...measured.seconds },
    engine: engine.description,
  });
  if (!(await runStages(context, reached, options))) return result('interrupted');
  if (!leads(context)) return result('done');
  await measureInto(measured, context, artifacts);
  if (signal.aborted) return result('interrupted');
  return result(reached.collapsed.size > 0 ? 'collapsed' : 'done');
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
