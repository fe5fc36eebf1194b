import type { Engine } from '@infomin/plugin';
import { services } from '@infomin/plugin';
import type { Container } from 'inversify';
import { runContainer } from '../base/container.js';
import { hidingLogger } from '../base/environment.js';
import type { Constructors } from '../base/registry.js';
import type { TrialOutcome } from '../folder/results.js';
import { StageStore } from '../folder/stage-store.js';
import { FolderStore } from '../folder/store.js';
import { attempt } from './attempt.js';
import { chooseEngine, startEngine } from './engine-choice.js';
import type { TrialHooks, TrialTask } from './run.js';

/**
 * One trial, in a process that another one started for it and whose folder that one holds. It writes what is the
 * trial's own: checkpoints, result, examples. Throws `UserError` where the engine can't start.
 */
export async function runTrialTask(
  task: TrialTask,
  registry: Constructors,
  hooks: TrialHooks,
): Promise<TrialOutcome> {
  const choice = await chooseEngine(registry, task.engine, task.engineArgs);
  const store = new FolderStore(task.folder);
  const log = hidingLogger(hooks.log, task.trial);
  let engine: Engine | undefined;
  try {
    const container: Container = await runContainer(registry, {
      logger: log,
      artifacts: store,
      engine: () =>
        startEngine(choice, container, {
          log,
          artifacts: store,
          cacheFolder: task.cacheFolder,
        }),
    });
    const artifacts = await container.getAsync(services.artifacts);
    engine = await container.getAsync(services.engine);
    const { resume, checkpointInterval, stages } = task;
    return await attempt(task.trial, {
      registry,
      container,
      artifacts,
      ...hooks,
      log,
      resume,
      checkpointInterval,
      stages: stages && { store: new StageStore(stages.use, log), keys: stages.keys },
    });
  } finally {
    await engine?.dispose();
  }
}
