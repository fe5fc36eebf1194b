import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { loadPlugins } from '@infomin/compiler';
import { type PlannedPlugin, planFormat } from '@infomin/plan';
import type { TrialFiles } from '@infomin/plugin';
import { isUserError } from '../errors.js';
import { createHost } from '../host.js';
import { loadInstalled } from '../installed.js';
import { loggerFor } from '../logger.js';
import { registryOf, withInstalled } from '../plan-registry.js';
import { interruptible, ownSignals } from '../progress/interrupt.js';
import { modulesOf } from '../results/running.js';
import { stageStore } from '../results/stage-store.js';
import type { Session } from '../session.js';
import { TrialProcesses } from '../trial-process/parent.js';
import { connectionOf, type Payload, redisPackage } from './redis.js';

export interface WorkerFlags {
  readonly jobs: number;
  /** Where checkpoints and results of trials are kept. */
  readonly store?: string;
  readonly python?: string;
}

/** Runs trials of a queue until it is told to end. */
export async function runWorker(on: string, flags: WorkerFlags, session: Session): Promise<void> {
  const connection = connectionOf(on, session.io.env);
  const { NotHere, work } = await redisPackage();
  const store = flags.store ?? join(homedir(), '.cache/infomin/worker');
  const { makeFolder } = await import('@infomin/runtime');
  await makeFolder(store);
  const processes = TrialProcesses.here();
  if (!processes) throw new Error('the process of a trial is not built');
  const warned = new Set<string>();
  const warn = (message: string) => {
    if (!warned.has(message)) session.warn(message);
    warned.add(message);
  };
  session.tell(`waiting for trials of ${on}; Ctrl-C ends after the step under way`);
  await interruptible(
    (signal) =>
      work({
        connection,
        jobs: flags.jobs,
        signal,
        warn,
        run: async ({ run, payload }, signal) => {
          const { plan, trial, engine, engineArgs, dependencies, afresh } = payload as Payload;
          const why = await reasonAgainst(plan, trial.id, run, session);
          if (why) throw new NotHere(why);
          const { openReuse, refuseOthers, runLoneTrial } = await import('@infomin/runtime');
          const folder = join(store, run);
          // Which interpreter runs here is for this machine to say.
          const { python: _, ...others } = engineArgs;
          const python = flags.python === undefined ? {} : { python: flags.python };
          const whole = { ...plan, file: join(process.cwd(), 'worker.infomin'), trials: [trial], sweeps: [] };
          const elsewhere = processes.for(whole, session.trust.allowed);
          try {
            const registry = await withInstalled(await registryOf(whole, session));
            const modules = await modulesOf(whole, session.trust.allowed);
            const args = { ...others, ...python };
            const given = { plan: whole, registry, engine, engineArgs: args, modules };
            const { keysOf } = await refuseOthers(dependencies, given);
            const log = loggerFor(session);
            const stages = stageStore(session.io, join(store, '.stages'));
            const own = { plan: whole, folder: join(folder, 'trials', trial.id), log, keysOf };
            const reuse = stages === undefined ? undefined : await openReuse(stages, !afresh, own);
            session.tell(`${trial.id} begins`);
            const result = await runLoneTrial(
              {
                trial,
                folder,
                engine,
                engineArgs: args,
                resume: true,
                cacheFolder: undefined,
                checkpointInterval: undefined,
                stages: reuse && { use: reuse.use, keys: keysOf(trial) },
              },
              elsewhere,
              { log, signal, progress: () => undefined },
            );
            session.tell(`${trial.id} ${result.status}`);
          } catch (error) {
            // Its folder is another process's still, of a worker that lost its lock; or this machine has other data or code.
            if (isUserError(error)) throw new NotHere(error.message);
            throw error;
          }
          return textFiles(join(folder, 'trials', trial.id));
        },
      }),
    { signals: ownSignals, onInterrupt: () => session.tell('ending after this step') },
  ).finally(() => processes.end());
}

/** Why a trial can't run here; `undefined` where it can. Nothing that a queue says is believed to be a file's name. */
async function reasonAgainst(
  { format, plugins }: Payload['plan'],
  id: string,
  run: string,
  session: Session,
): Promise<string | undefined> {
  if (format !== planFormat)
    return `a trial of another version of infomin (format ${format}) is left to others`;
  if (!/^[\w=+#@-]+(\.[\w=+#@-]+)*$/.test(id) || !/^[0-9a-f-]{36}$/.test(run))
    return 'a trial has no proper name';
  const installed = new Map((await loadInstalled()).map(({ name, version }) => [name, version]));
  const others = plugins.filter(({ name }) => !installed.has(name));
  const wrong = plugins.find(({ name, version }) => installed.has(name) && installed.get(name) !== version);
  if (wrong)
    return `a trial with ${wrong.name} ${wrong.version} is left to others: here it is ${installed.get(wrong.name)}`;
  return others.length === 0 ? undefined : reasonOfStrangers(others, session);
}

async function reasonOfStrangers(
  plugins: readonly PlannedPlugin[],
  session: Session,
): Promise<string | undefined> {
  const named = plugins.find(({ name, path }) => path !== undefined || /^[./]/.test(name));
  if (named) return `a trial with plugin ${named.name}, named by a path, is left to others`;
  const host = createHost(session.io.env, 'implementations', session.trust);
  const names = plugins.map(({ name }) => name);
  const { failures, registry } = await loadPlugins(names, host, join(process.cwd(), 'worker.infomin'));
  const [failure] = failures;
  if (failure) return `a trial with plugin ${failure.name} is left to others: ${failure.reason}`;
  const other = plugins.find(({ name, version }) =>
    registry.plugins.some((plugin) => plugin.name === name && plugin.version !== version),
  );
  return other && `a trial with ${other.name} ${other.version} is left to others: here it is another version`;
}

/** What a trial left but its weights. */
async function textFiles(folder: string): Promise<TrialFiles> {
  const names = (await readdir(folder)).filter((name) => /\.jsonl?$/.test(name) && !name.startsWith('.'));
  const texts = names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(texts));
}
