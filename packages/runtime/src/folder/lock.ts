import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, unlinkSync } from 'node:fs';
import { constants, copyFile, link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger, UserError } from '@infomin/plugin';
import { unreadable } from '@infomin/plugin/unreadable';
import { parsed } from '../base/parsed.js';
import { foreign } from './foreign.js';
import { BEAT, heartbeat } from './heartbeat.js';
import { processTable, startOf } from './this-process.js';

/** The process that holds a lock. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Where its number means something: {@link processTable}. */
  readonly table?: string;
  /** As {@link startOf} tells it. */
  readonly start?: string;
  /** ISO time. */
  readonly since?: string;
  readonly token: string;
}

export interface LockOptions {
  /** Takes it whoever holds it. */
  readonly force: boolean;
  /** Ends the waiting for a sign of life. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Milliseconds of silence after which a process that this one cannot see is taken for dead. */
  readonly silence?: number;
}

export interface Lock {
  /** Whether no other process has taken it meanwhile. */
  isHeld(): boolean;
  /** Throws {@link UserError} where another process has. */
  check(): void;
  release(): Promise<void>;
}

const LOCK = 'run.lock';
/** Milliseconds of silence after which a process that another one cannot see is taken for dead. */
export const SILENCE = 30_000;

/** Another process holds it, and lives. */
export class LockHeld extends UserError {
  constructor(
    folder: string,
    /** As a sentence goes on. */
    readonly by: string,
  ) {
    super(
      `the output folder ${folder} is in use by ${by}`,
      'Wait for it to end, or choose another folder with --out. Where it certainly runs no more, --force-unlock takes the folder.',
    );
  }
}

/** Locks of this process, by token: one with its number and another token is of an earlier process. */
const own = new Set<string>();

/**
 * Takes a folder's lock, one process at a time. A holder that is gone is followed: one of this
 * machine is looked for by number and start, another is dead if its file gets no sign of life. Throws {@link LockHeld}
 * where it is held, {@link UserError} where it is no lock.
 */
export async function takeLock(folder: string, options: LockOptions, name = LOCK): Promise<Lock> {
  const path = join(folder, name);
  const token = randomBytes(8).toString('hex');
  const text = JSON.stringify(thisProcess(token));
  const mine = `${path}-${token}`;
  own.add(token);
  try {
    await writeFile(mine, text, { flag: 'wx' });
    while (!(await placed(mine, path)) && !(await takeOver(mine, text, path, options)));
  } catch (error) {
    own.delete(token);
    throw error;
  } finally {
    // One that stays is swept later.
    await rm(mine, { force: true }).catch(() => undefined);
  }
  const isMine = () => textOf(path) === text;
  const letGo = () => {
    own.delete(token);
    if (isMine()) unlinkSync(path);
  };
  const beat = heartbeat(path, text);
  process.on('exit', letGo);
  return {
    isHeld: isMine,
    check() {
      const found = readNow(path);
      if (found === text) return;
      if (found === undefined) {
        throw new UserError(
          `${path} is gone: somebody removed it, or removed or renamed its folder`,
          'What this run had computed until then is in that folder, if it is still there: the same command with it as --out goes on.',
        );
      }
      const now = parsed(found);
      const whose = isHolder(now) ? told(now) : 'another process';
      throw new UserError(
        `the output folder ${folder} was taken over by ${whose}`,
        'What this run had computed until then is kept.',
      );
    },
    async release() {
      process.off('exit', letGo);
      await beat.end();
      letGo();
    },
  };
}

/**
 * Follows a holder that is gone. Who does so signs as the successor of the text that it found, which only one can, and
 * takes its place by a rename; one that dies in between is a holder like others. Gives whether it went well.
 */
async function takeOver(mine: string, text: string, path: string, options: LockOptions): Promise<boolean> {
  const last = await lastHolder(path);
  if (!last || !(await isGone(last, path, options))) return false;
  const claim = successor(path, last.text);
  if (!(await placed(mine, claim))) {
    await sleep(10);
    return false;
  }
  // The one before may have let go, or been followed, since it was looked at.
  const now = await lastHolder(path);
  if (now?.file !== claim || now.text !== text) {
    await rm(claim, { force: true });
    return false;
  }
  await rename(claim, path);
  return textOf(path) === text;
}

interface Found {
  readonly file: string;
  readonly text: string;
}

const successor = (path: string, text: string) =>
  `${path}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;

async function lastHolder(path: string): Promise<Found | undefined> {
  let found: Found | undefined;
  for (let file = path; ; file = successor(path, found.text)) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) return found;
    found = { file, text };
  }
}

/** `false`: look again. Throws {@link UserError} where the lock is held, or is none. */
async function isGone(found: Found, path: string, options: LockOptions): Promise<boolean> {
  const folder = dirname(path);
  const holder = parsed(found.text);
  if (!isHolder(holder)) {
    if (!isTorn(found.text)) throw foreign(folder, basename(path));
    // It may be about to be signed.
    return (await watch(found, 1000, options.signal)) === 'silent';
  }
  if (options.force) {
    options.log.warn(`the output folder ${folder} is taken from ${told(holder)}`);
    return true;
  }
  const lives = livesHere(holder);
  if (lives === false) return true;
  if (lives === undefined) {
    options.log.info(`looking for a sign of life of ${told(holder)}, which holds ${folder}`);
    const seen = await watch(found, await patience(found, options.silence ?? SILENCE), options.signal);
    if (seen !== 'alive') return seen === 'silent';
  }
  throw new LockHeld(folder, told(holder));
}

/** Whether a process runs, if this one can know. */
function livesHere({ pid, table, start, token }: Holder): boolean | undefined {
  if (table === undefined || table !== processTable()) return undefined;
  if (pid === process.pid) return own.has(token);
  const now = startOf(pid);
  if (now === 'ended') return false;
  return now === undefined || start === undefined ? undefined : now === start;
}

/** Waits for a sign of life: a file that is written again. */
async function watch(
  { file, text }: Found,
  time: number,
  signal: AbortSignal,
): Promise<'alive' | 'silent' | 'changed'> {
  const before = (await stat(file).catch(() => undefined))?.mtimeMs;
  const end = performance.now() + time;
  while (performance.now() < end) {
    await sleep(Math.min(200, time));
    const now = (await stat(file).catch(() => undefined))?.mtimeMs;
    if (now === undefined || textOf(file) !== text) return 'changed';
    if (now !== before || signal.aborted) return 'alive';
  }
  return 'silent';
}

/** Clocks of two machines may differ: whatever the file's time says, a few beats are waited for. */
async function patience({ file }: Found, silence: number): Promise<number> {
  const age = Date.now() - (await stat(file).catch(() => ({ mtimeMs: 0 }))).mtimeMs;
  return Math.min(silence, Math.max(silence - age, 3 * BEAT));
}

/** Puts a whole file there unless there is one. */
async function placed(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to).catch(async (error: NodeJS.ErrnoException) => {
      // Some disks of networks and cameras have no links.
      if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(error.code ?? '')) throw error;
      await copyFile(from, to, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function thisProcess(token: string): Holder {
  const table = processTable();
  const start = startOf(process.pid);
  return {
    pid: process.pid,
    host: hostname(),
    ...(table !== undefined && { table }),
    ...(start !== undefined && { start }),
    since: new Date().toISOString(),
    token,
  };
}

function told({ pid, host, since }: Holder): string {
  const age = since === undefined ? Number.NaN : (Date.now() - Date.parse(since)) / 1000;
  return `process ${pid} on ${host}${Number.isFinite(age) ? `, for ${duration(age)}` : ''}`;
}

function duration(seconds: number): string {
  if (seconds < 120) return `${Math.max(0, Math.round(seconds))} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** What a full disk or a power cut leaves of a lock. */
function isTorn(text: string): boolean {
  const start = '{"pid":';
  return /^\0*$/.test(text) || start.startsWith(text) || (text.startsWith(start) && !parsed(text));
}

function isHolder(value: unknown): value is Holder {
  const { pid, host, token }: Partial<Record<keyof Holder, unknown>> = Object(value);
  return Number.isInteger(pid) && typeof host === 'string' && typeof token === 'string';
}

/** As {@link textOf}; throws where the disk refuses, for that says nothing of who holds it. */
function readNow(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadable(file, error, 'Mend that, or name another folder.');
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
