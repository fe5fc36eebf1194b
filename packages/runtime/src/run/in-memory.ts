import type { TrialPlan } from '@infomin/plan';
import { type ArtifactStore, type Engine, type Logger, services } from '@infomin/plugin';
import { implementationContainer, runContainer, trialContainer } from '../base/container.js';
import { Lifetime } from '../base/lifetime.js';
import type { ProgressEvent } from '../base/progress.js';
import type { Constructors } from '../base/registry.js';
import { Datasets } from '../data/datasets.js';
import type { TrialOutcome } from '../folder/results.js';
import { newRecord } from '../folder/stage-record.js';
import { initialState } from '../graph/initial-state.js';
import { turnsOf } from '../graph/objective.js';
import { resolveTrial } from '../graph/resolved-trial.js';
import { updatesOf } from '../step/steps.js';
import { type Gallery, galleryOf } from '../training/gallery.js';
import { untold } from '../training/trial-context.js';
import { newMeasured, runTrial } from './trial.js';

export type { ProgressEvent } from '../base/progress.js';
export type { TrialOutcome } from '../folder/results.js';
export type { Gallery, Picture } from '../training/gallery.js';

export interface InMemoryOptions {
  readonly registry: Constructors;
  readonly engine: Engine;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

export interface InMemoryRun extends InMemoryOptions {
  /** A line of what would be `metrics.jsonl`. */
  metric(line: Readonly<Record<string, unknown>>): void;
  progress(event: ProgressEvent): void;
  /** The images that entered the encoders in a stage's last step. */
  gallery(gallery: Gallery): void;
}

/** Runs a trial where there are no files, as in a browser: what it leaves is told. Throws what ends it. */
export async function runInMemory(plan: TrialPlan, options: InMemoryRun): Promise<TrialOutcome> {
  const { registry, engine, log, signal } = options;
  const artifacts = memoryStore();
  const container = await runContainer(registry, { logger: log, artifacts, engine: async () => engine });
  return runTrial(plan, {
    registry,
    container,
    artifacts,
    signal,
    checkpoints: { due: () => false, save: async () => {} },
    from: undefined,
    measured: newMeasured(),
    keep: async (_name, text) => options.gallery(JSON.parse(text) as Gallery),
    metric: async (line) => options.metric(line),
    metrics: async () => ({ lines: 0, hash: '' }),
    progress: options.progress,
  });
}

function memoryStore(): ArtifactStore {
  const files = new Map<string, Uint8Array>();
  return {
    folder: '',
    write: async (path, data) => {
      const parts = Array.isArray(data) ? data : [data];
      files.set(path, new Uint8Array(await new Blob(parts).arrayBuffer()));
    },
    append: async () => {},
    sync: async () => {},
    read: async (path) => files.get(path),
  };
}

/** The images that enter the encoders before any training: what the views make of the first batch of each training. */
export async function viewsOf(plan: TrialPlan, options: InMemoryOptions): Promise<Gallery[]> {
  const { registry, engine, log, signal } = options;
  const lifetime = new Lifetime();
  const container = trialContainer(await implementationContainer(registry, log), plan.seed);
  try {
    const trial = await resolveTrial(plan, registry, container);
    const state = engine.createState(await initialState(trial, [...trial.states.values()]));
    lifetime.onEnd('state', () => state.dispose());
    const context = {
      trial,
      datasets: new Datasets(plan, { registry, container, lifetime, log, signal }),
      engine,
      state,
      random: await container.getAsync(services.random),
      registry,
      container,
      log,
      signal,
      ...untold,
    };
    const galleries: Gallery[] = [];
    for (const stage of plan.stages) {
      const turns = turnsOf(trial, stage);
      const gallery = await galleryOf(
        context,
        { plan: stage, turns, round: [updatesOf(trial, stage, turns)] },
        newRecord(),
      );
      if (gallery) galleries.push(gallery);
    }
    return galleries;
  } finally {
    await lifetime.end(log);
  }
}
