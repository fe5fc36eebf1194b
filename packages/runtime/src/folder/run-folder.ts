import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Plan } from '@infomin/plan';
import { UserError } from '@infomin/plugin';
import { makeFolder } from '../base/make-folder.js';
import { refusal } from '../base/refusal.js';
import { FolderStore } from './store.js';

/** Says whose a folder is: written before anything else, removed last. */
const OWNER = 'run.json';
/** What a run writes besides; `overwrite` removes it and nothing else, and only where {@link OWNER} is. */
const OURS = ['plan.json', 'metrics.jsonl', 'results.json', 'report.html', 'trials'];
const LOCK = 'run.lock';

/** Whose a folder is. */
interface Owner {
  readonly file: string;
  readonly hash: string;
  readonly engine: string;
}

/** The process that works in a folder. */
interface Holder {
  readonly pid: number;
  readonly host: string;
}

export interface RunFolder {
  readonly store: FolderStore;
  /** Whether an earlier run of the same plan on the same engine left something here. */
  readonly again: boolean;
  release(): Promise<void>;
}

/**
 * Takes a folder for a run. Throws {@link UserError} where it can't be written, is in use, holds another run and
 * `overwrite` is not set, or holds files that no run wrote under the names of those that a run writes.
 */
export async function takeRunFolder(
  folder: string,
  plan: Plan,
  engine: string,
  overwrite: boolean,
): Promise<RunFolder> {
  const store = new FolderStore(folder);
  try {
    await makeFolder(folder);
    const release = await lock(folder);
    try {
      const again = await claim(store, folder, { file: plan.file, hash: plan.hash, engine }, overwrite);
      return { store, again, release };
    } catch (error) {
      await release();
      throw error;
    }
  } catch (error) {
    throw refusal(`the output folder ${folder} can't be used`, folder, error);
  }
}

async function claim(store: FolderStore, folder: string, owner: Owner, overwrite: boolean): Promise<boolean> {
  const found = await ownerOf(store, folder);
  if (found && !overwrite) {
    if (found.hash === owner.hash && found.engine === owner.engine) return true;
    throw occupied(folder, found, owner);
  }
  if (found)
    for (const name of [...OURS, OWNER]) await rm(join(folder, name), { recursive: true, force: true });
  await store.write(OWNER, JSON.stringify(owner, undefined, 2));
  return false;
}

/** Whose run the folder holds; `undefined` if none. Throws {@link UserError} where a file is in the way of one. */
async function ownerOf(store: FolderStore, folder: string): Promise<Owner | undefined> {
  const bytes = await store.read(OWNER);
  const owner = bytes && parse(Buffer.from(bytes).toString());
  if (isOwner(owner)) return owner;
  const names = await readdir(folder);
  const inTheWay = [OWNER, ...OURS].find((name) => names.includes(name));
  if (inTheWay !== undefined) throw foreign(folder, inTheWay);
  return undefined;
}

function occupied(folder: string, found: Owner, owner: Owner): UserError {
  const whose =
    found.hash === owner.hash
      ? `this run on engine ${found.engine}`
      : found.file === owner.file
        ? `a run of ${found.file} as it was before, or with other parameters`
        : `a run of ${found.file}`;
  return new UserError(
    `the output folder ${folder} holds ${whose}`,
    'Choose another with --out, or replace it with --overwrite.',
  );
}

function foreign(folder: string, name: string): UserError {
  return new UserError(
    `the output folder ${folder} holds ${name}, which no run of infomin wrote and a run would replace`,
    `Choose another with --out, or move ${name} away.`,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isOwner(value: unknown): value is Owner {
  const { file, hash, engine }: Partial<Record<keyof Owner, unknown>> = Object(value);
  return [file, hash, engine].every((part) => typeof part === 'string');
}

function isHolder(value: unknown): value is Holder {
  const { pid, host }: Partial<Record<keyof Holder, unknown>> = Object(value);
  return Number.isInteger(pid) && typeof host === 'string';
}

/** One process at a time; the lock of a process that is gone is taken over. */
async function lock(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, LOCK);
  const token = randomBytes(8).toString('hex');
  const text = JSON.stringify({ pid: process.pid, host: hostname(), token });
  for (let attempt = 0; ; attempt++) {
    try {
      await writeFile(path, text, { flag: 'wx' });
      return () => unlink(path).catch(() => undefined);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = await holderOf(folder);
      if (attempt > 2 || (holder && alive(holder))) {
        throw new UserError(
          `the output folder ${folder} is in use by ${holder ? `process ${holder.pid}` : 'another process'}`,
          'Wait for it to end, or choose another folder with --out.',
        );
      }
      await unlink(path).catch(() => undefined);
    }
  }
}

/** `undefined`: it is gone, or was before it had signed. */
async function holderOf(folder: string): Promise<Holder | undefined> {
  const text = await readFile(join(folder, LOCK), 'utf8').catch(() => '');
  if (text === '') return undefined;
  const holder = parse(text);
  if (!isHolder(holder)) throw foreign(folder, LOCK);
  return holder;
}

function alive({ pid, host }: Holder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
