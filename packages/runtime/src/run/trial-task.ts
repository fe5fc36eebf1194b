import { type ArtifactStore, type Engine, type Logger, type Ranks, services } from '@infomin/plugin';
import type { Container } from 'inversify';
import { runContainer } from '../base/container.js';
import { hidingLogger } from '../base/environment.js';
import type { Constructors } from '../base/registry.js';
import type { TrialOutcome } from '../folder/results.js';
import { StageStore } from '../folder/stage-store.js';
import { FolderStore } from '../folder/store.js';
import { attempt } from './attempt.js';
import type { TrialHooks, TrialTask } from './elsewhere.js';
import { chooseEngine, startEngine } from './engine-choice.js';
import { noFolder } from './ranks.js';

/** A trial's engine, and what it is found by. */
export interface Started {
  readonly engine: Engine;
  readonly container: Container;
  readonly artifacts: ArtifactStore;
}

/**
 * One trial, in a process that another one started for it and whose folder that one holds. It writes what is the
 * trial's own: checkpoints, result, examples. Throws `UserError` where the engine can't start.
 */
export function runTrialTask(
  task: TrialTask,
  registry: Constructors,
  hooks: TrialHooks,
): Promise<TrialOutcome> {
  return withEngine(task, registry, hooks.log, undefined, (started) =>
    attemptWith(started, task, registry, hooks),
  );
}

/** Starts a trial's engine for the time of `work`. */
export async function withEngine<T>(
  { trial, folder, engine: name, engineArgs, cacheFolder }: TrialTask,
  registry: Constructors,
  logger: Logger,
  ranks: Ranks | undefined,
  work: (started: Started) => Promise<T>,
): Promise<T> {
  const choice = await chooseEngine(registry, name, engineArgs, { ...(ranks && { ranks: ranks.world }) });
  const store = ranks && ranks.rank > 0 ? noFolder().store : new FolderStore(folder);
  const log = hidingLogger(logger, trial);
  let engine: Engine | undefined;
  try {
    const container: Container = await runContainer(registry, {
      logger: log,
      artifacts: store,
      engine: () => startEngine(choice, container, { log, artifacts: store, cacheFolder, ranks }),
    });
    const artifacts = await container.getAsync(services.artifacts);
    engine = await container.getAsync(services.engine);
    return await work({ engine, container, artifacts });
  } finally {
    await engine?.dispose();
  }
}

export function attemptWith(
  { engine, container, artifacts }: Started,
  { trial, resume, checkpointInterval, stages, alike }: TrialTask,
  registry: Constructors,
  hooks: TrialHooks,
): Promise<TrialOutcome> {
  const log = hidingLogger(hooks.log, trial);
  return attempt(trial, {
    registry,
    container,
    artifacts,
    ...hooks,
    log,
    resume,
    checkpointInterval,
    share: engine.share,
    alike,
    stages: stages && { store: new StageStore(stages.use, log), keys: stages.keys },
  });
}
