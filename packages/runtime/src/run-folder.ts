import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Plan } from '@infomin/compiler';
import { UserError } from '@infomin/plugin';
import { makeFolder } from './make-folder.js';
import { FolderStore } from './store.js';

/** Files that only a run makes; `overwrite` removes them and nothing else. */
const OURS = ['plan.json', 'run.json', 'metrics.jsonl', 'results.json', 'report.html', 'trials'];
const LOCK = 'run.lock';

/** Whose a folder is. */
interface Owner {
  readonly file: string;
  readonly hash: string;
  readonly engine: string;
}

export interface RunFolder {
  readonly store: FolderStore;
  /** Whether an earlier run of the same plan on the same engine left something here. */
  readonly again: boolean;
  release(): Promise<void>;
}

/**
 * Takes a folder for a run. Throws {@link UserError} where it can't be written, is in use, or holds another run and
 * `overwrite` is not set.
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
    const release = await lock(store.folder);
    try {
      const again = await claim(store, { file: plan.file, hash: plan.hash, engine }, overwrite);
      return { store, again, release };
    } catch (error) {
      await release();
      throw error;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new UserError(
      `can't write to the output folder ${folder}: ${(error as Error).message}`,
      'Choose another with --out.',
    );
  }
}

async function claim(store: FolderStore, owner: Owner, overwrite: boolean): Promise<boolean> {
  const found = await ownerOf(store);
  if (
    found &&
    found !== 'unknown' &&
    found.hash === owner.hash &&
    found.engine === owner.engine &&
    !overwrite
  ) {
    return true;
  }
  if (found && !overwrite) throw occupied(store.folder, found, owner);
  if (found) for (const name of OURS) await rm(join(store.folder, name), { recursive: true, force: true });
  await store.write('run.json', JSON.stringify(owner, undefined, 2));
  return false;
}

async function ownerOf(store: FolderStore): Promise<Owner | 'unknown' | undefined> {
  const bytes = await store.read('run.json');
  if (bytes) {
    try {
      return JSON.parse(Buffer.from(bytes).toString()) as Owner;
    } catch {
      return 'unknown';
    }
  }
  const names = await readdir(store.folder);
  return names.some((name) => OURS.includes(name)) ? 'unknown' : undefined;
}

function occupied(folder: string, found: Owner | 'unknown', owner: Owner): UserError {
  const whose =
    found === 'unknown'
      ? 'holds files of another run'
      : found.hash === owner.hash
        ? `holds this run on engine ${found.engine}`
        : found.file === owner.file
          ? `holds a run of ${found.file} as it was before, or with other parameters`
          : `holds a run of ${found.file}`;
  return new UserError(
    `the output folder ${folder} ${whose}`,
    'Choose another with --out, or replace it with --overwrite.',
  );
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
      const holder = await holderOf(path);
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

async function holderOf(path: string): Promise<{ pid: number; host: string } | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as { pid: number; host: string };
  } catch {
    return undefined;
  }
}

function alive({ pid, host }: { pid: number; host: string }): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
