import { resolve } from 'node:path';
import type { RunElsewhere, TrialHooks } from '@infomin/runtime';
import { exitCodes, UsageError } from '../errors.js';
import type { AddCommand } from '../session.js';
import { examples } from '../terminal/examples.js';

/** `infomin trial DIR INDEX`: what a task of a job array runs. */
export const trial: AddCommand = (program, session) => {
  program
    .command('trial')
    .summary('run one trial of a run that was handed to other machines')
    .description(
      'Runs one trial of a run that `infomin run FILE --on …` prepared: what a task of Slurm or a pod of Kubernetes starts. It goes on from its checkpoint; one that is done is not run again.',
    )
    .argument('<dir>', 'folder of the run')
    .argument('<index>', 'its number in plan.json, from 0')
    .option('--python <path>', 'the Python interpreter of engine torch')
    .addHelpText('after', examples([['infomin trial runs/table-1 "$SLURM_ARRAY_TASK_ID"', '']]))
    .action(async (dir: string, text: string, { python: own }: { python?: string }) => {
      const { openStore, readHanded, refuseOthers, runLoneTrial, runTrialOnRanks, runTrialTask } =
        await import('@infomin/runtime');
      const { plan, submission } = await readHanded(dir);
      const trial = /^\d+$/.test(text) ? plan.trials[Number(text)] : undefined;
      if (!trial)
        throw new UsageError(`${dir} has trials 0 to ${plan.trials.length - 1}, none with number ${text}`);
      const { registryOf, withInstalled } = await import('../plan-registry.js');
      const { interruptible, ownSignals } = await import('../progress/interrupt.js');
      const { loggerFor } = await import('../logger.js');
      const { stageStore, storeBeside } = await import('../results/stage-store.js');
      const { formatTrialEnd } = await import('../results/summary.js');
      const registry = await withInstalled(await registryOf(plan, session));
      const { engine } = submission;
      // A folder names no program to run here.
      const { python: _, ...rest } = submission.engineArgs;
      const engineArgs = own === undefined ? rest : { ...rest, python: own };
      const { modulesOf, silent } = await import('../results/running.js');
      const { ranksOf } = await import('../results/ranks.js');
      const modules = await modulesOf(plan, session.trust.allowed);
      const single = { plan: { ...plan, trials: [trial] }, registry, engine, engineArgs, modules };
      const task = {
        trial,
        folder: resolve(dir),
        engine,
        engineArgs,
        resume: true,
        cacheFolder: undefined,
        checkpointInterval: undefined,
      };
      const ranks = ranksOf(session.io.env);
      const others = ranks !== undefined && ranks.rank > 0;
      // What refuses it is the trial's result, so that `status` can tell.
      const prepare = async ({ log }: TrialHooks) => {
        const { keysOf } = await refuseOthers(submission.dependencies, single, ranks?.world);
        const store = others ? undefined : stageStore(session.io, storeBeside(dir));
        const use = store === undefined ? undefined : await openStore(store, !submission.afresh, log);
        return use && { use, keys: keysOf(trial) };
      };
      const result = await interruptible(
        (signal) => {
          const hooks = { log: others ? silent : loggerFor(session), signal, progress: () => undefined };
          if (ranks) return runTrialOnRanks(task, ranks, registry, prepare, hooks);
          const here: RunElsewhere = async (task, hooks) =>
            runTrialTask({ ...task, stages: await prepare(hooks) }, registry, hooks);
          return runLoneTrial(task, here, hooks);
        },
        { signals: ownSignals, onInterrupt: () => session.tell('ending after this step') },
      );
      // The first one tells it.
      if (result === undefined || (others && result.status !== 'failed')) return;
      session.tell(`${trial.id}: ${formatTrialEnd(result, session.err)}`);
      if (result.status !== 'done' && result.status !== 'collapsed') session.exitCode = exitCodes.failed;
    });
};
