import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan } from '@infomin/plan';
import { type Logger, UserError } from '@infomin/plugin';
import { readWholeFile } from '@infomin/plugin/regular-file';
import { makeFolder } from '../base/make-folder.js';
import { parsed } from '../base/parsed.js';
import { refusal } from '../base/refusal.js';
import { arrange, trainingsIn } from './arrange.js';
import { changesOf, type Dependencies, isDependencies } from './dependencies.js';
import { foreign } from './foreign.js';
import { type LockOptions, takeLock } from './lock.js';
import { Replaced } from './replaced.js';
import { FolderStore } from './store.js';
import { sweep } from './sweep.js';

/** Says whose a folder is: written before anything else, removed last. */
const OWNER = 'run.json';
/** What a run writes besides; `overwrite` removes it and nothing else, and only where {@link OWNER} is. */
const OURS = [
  'plan.json',
  'metrics.jsonl',
  'results.json',
  'report.html',
  'trials',
  'baselines',
  'jobs',
  'tensorboard',
  'tracking.json',
  'source.infomin',
  'graph.svg',
];

/** Whose a folder is. */
export interface Owner {
  readonly file: string;
  readonly hash: string;
  /** Runs of before this was kept have none. */
  readonly dependencies?: Dependencies;
}

export interface TakeOptions extends LockOptions {
  /** Replaces another run. */
  readonly overwrite: boolean;
}

export interface RunFolder {
  readonly store: FolderStore;
  /** Whether an earlier run left something here that this one goes on with. */
  readonly again: boolean;
  /** From now on the run that this one replaces is gone; until then `release` brings it back. */
  begun(): Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes a folder for a run. One of another plan of the same file, or that shares a training with this one, is gone on with. Throws
 * {@link UserError} where it can't be written, is in use, holds another run and `overwrite` is not set, or holds files that no run wrote under the names of those that a run writes.
 *
 * @param dependencies those that the folder says, whatever they are, where this is left out: nothing is computed then
 */
export async function takeRunFolder(
  folder: string,
  plan: Plan,
  dependencies: Dependencies | undefined,
  options: TakeOptions,
): Promise<RunFolder> {
  try {
    await makeFolder(folder);
    const lock = await takeLock(folder, options);
    const store = new FolderStore(folder, lock.check);
    const replaced = new Replaced(folder, [...OURS, OWNER]);
    const release = async () => {
      try {
        if (lock.isHeld() && (await replaced.undo()))
          options.log.warn(
            `${folder} holds the run of before again: this one did not come to its first step`,
          );
      } finally {
        await lock.release();
      }
    };
    try {
      await replaced.undo();
      await sweep(folder);
      const found = await ownerOf(store, folder);
      const known = dependencies ?? found?.dependencies ?? { engine: '', data: {}, code: {} };
      const owner = { file: plan.file, hash: plan.hash, dependencies: known };
      const trainings = await trainingsThere(folder, plan, found);
      // What it changed in its file is trained anew; what it had stays in the folder.
      const goesOn = trainings !== undefined && (found!.file === plan.file || sharesAny(plan, trainings));
      const others = found && differences(found, owner, goesOn);
      const again = others?.length === 0 && !options.overwrite;
      if (others && !again) {
        if (!options.overwrite) throw occupied(folder, others, goesOn || found.hash === plan.hash);
        await replaced.setAside();
      }
      if (again && trainings) {
        tellKept(plan, trainings, options.log);
        await arrange(store, plan.trials, trainings);
      }
      await store.write(OWNER, JSON.stringify(again ? joined(found!, owner) : owner, undefined, 2));
      return { store, again, begun: () => replaced.drop(), release };
    } catch (error) {
      await release();
      throw error;
    }
  } catch (error) {
    throw refusal(`the output folder ${folder} can't be used`, folder, error);
  }
}

/** Whose run the folder holds; `undefined` if none. Throws {@link UserError} where a file is in the way of one. */
async function ownerOf(store: FolderStore, folder: string): Promise<Owner | undefined> {
  const bytes = await store.read(OWNER);
  const owner = bytes && parsed(Buffer.from(bytes).toString());
  if (isOwner(owner)) return owner;
  const names = await readdir(folder);
  const inTheWay = [OWNER, ...OURS].find((name) => names.includes(name));
  if (inTheWay !== undefined) throw foreign(folder, inTheWay);
  return undefined;
}

/** Whose run a folder holds; `undefined` if none that can be read. */
export async function readOwner(folder: string): Promise<Owner | undefined> {
  const bytes = await readWholeFile(join(folder, OWNER)).catch(() => undefined);
  const owner = bytes && parsed(bytes.toString());
  return isOwner(owner) ? owner : undefined;
}

/** @param same whether it is the same run but for what it is computed with: numbers of both would stand beside each other */
function occupied(folder: string, what: readonly string[], same: boolean): UserError {
  return new UserError(
    `the output folder ${folder} holds ${what.join(', ')}`,
    same
      ? 'With another --out, what that changes is computed anew, and stages that it leaves as they were are taken from the store, if there is one. --overwrite replaces the run and trains all of it.'
      : 'Choose another with --out, or replace it with --overwrite.',
  );
}

/** What a folder with another plan's run has trained; `undefined` where it is the same plan's. */
async function trainingsThere(
  folder: string,
  plan: Plan,
  found: Owner | undefined,
): Promise<ReadonlyMap<string, string> | undefined> {
  if (!found || found.hash === plan.hash) return undefined;
  // Trials that other machines have keep their names.
  return existsSync(join(folder, 'jobs/submission.json')) ? undefined : trainingsIn(folder);
}

function sharesAny(plan: Plan, trainings: ReadonlyMap<string, string>): boolean {
  const known = new Set(trainings.values());
  return plan.trials.some(({ training }) => known.has(training));
}

function tellKept({ trials }: Plan, trainings: ReadonlyMap<string, string>, log: Logger): void {
  const known = new Set(trainings.values());
  const kept = trials.filter(({ training }) => known.has(training));
  const changed = trials.filter(({ id, training }) => trainings.has(id) && !known.has(training));
  const fresh = trials.length - kept.length - changed.length;
  if (kept.length === 0) return;
  const parts = [
    `kept ${kept.length} of ${trials.length} trials: nothing that their trainings depend on has changed`,
    ...(changed.length > 0 ? [`${changed.length} run again, for it has`] : []),
    ...(fresh > 0 ? [`${fresh} are new`] : []),
  ];
  log.info(parts.join('; '));
}

/** What a folder holds instead of a run; empty where it is that run, or one that it `goesOn` with. */
function differences(found: Owner, owner: Required<Owner>, goesOn: boolean): string[] {
  if (found.hash !== owner.hash && !goesOn) {
    const as = found.file === owner.file ? ' as it was before, or with other parameters' : '';
    return [`a run of ${found.file}${as}`];
  }
  if (found.dependencies === undefined) return ['this run by an earlier version of infomin'];
  const changes = changesOf(found.dependencies, owner.dependencies);
  return changes.length === 0 ? [] : [`this run with another ${changes.join(', and another ')}`];
}

/** Data that could not be read now, or not then, is remembered. */
function joined(found: Owner, owner: Required<Owner>): Owner {
  const { data, code, environment } = found.dependencies!;
  const now = owner.dependencies;
  const dependencies = {
    ...now,
    data: { ...data, ...now.data },
    code: { ...code, ...now.code },
    environment: { ...environment, ...now.environment },
  };
  return { ...owner, dependencies };
}

function isOwner(value: unknown): value is Owner {
  const { file, hash, dependencies }: Partial<Record<keyof Owner, unknown>> = Object(value);
  const named = typeof file === 'string' && typeof hash === 'string';
  return named && (dependencies === undefined || isDependencies(dependencies));
}
