import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { flushFolder } from './flush-folder.js';
import { makeFolder } from './make-folder.js';
import { refusal } from './refusal.js';

/** Names of files that are written beside those whose places they take. */
export const UNFINISHED = /^\.infomin-[0-9a-f]{16}\.part$/;
/** Milliseconds after which nobody writes any more. */
const DAY = 86_400_000;

/** Parts go one after another. */
export type Content = string | Uint8Array | readonly Uint8Array[];

/**
 * Puts a file in the place of what `path` names, and makes the folders on the way to it. Whoever looks sees the old file
 * or the new one, whole: it is written beside it, flushed, then renamed, and the folder is flushed. Mode and owner stay.
 * Throws `UserError` where the machine refuses; the old file is as it was then, unless it is the folder's flush that was refused.
 */
export async function replaceFile(path: string, data: Content): Promise<void> {
  const folder = dirname(path);
  await makeFolder(folder);
  const temporary = join(folder, `.infomin-${randomBytes(8).toString('hex')}.part`);
  let place = folder;
  try {
    await writeNew(temporary, data, await stat(path).catch(() => undefined));
    place = path;
    await rename(temporary, path);
    await flushFolder(folder);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw refusal(`${path} could not be written`, place, error);
  }
}

/** Removes what processes that were killed left half-written in a folder, a day ago or longer. */
export async function removeUnfinished(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const path of names.filter((name) => UNFINISHED.test(name)).map((name) => join(folder, name))) {
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > DAY) await rm(path, { force: true });
  }
}

async function writeNew(path: string, data: Content, before: Stats | undefined): Promise<void> {
  const file = await open(path, 'wx', before?.mode);
  try {
    if (before) {
      // Only root may give a file away; whoever else replaces one of another's owns the new one.
      await file.chown(before.uid, before.gid).catch(() => undefined);
      await file.chmod(before.mode & 0o7777);
    }
    for (const part of Array.isArray(data) ? data : [data]) await file.writeFile(part);
    await file.sync();
  } finally {
    await file.close();
  }
}
