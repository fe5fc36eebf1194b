import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UNFINISHED } from '../base/replace-file.js';

const ATTEMPT = /^run\.lock-[0-9a-f]{16}$/;

/** Removes what runs of before left half-written in a folder that this one holds. */
export async function sweep(folder: string): Promise<void> {
  const trials = await readdir(join(folder, 'trials')).catch(() => []);
  for (const place of [
    folder,
    join(folder, 'baselines'),
    ...trials.map((trial) => join(folder, 'trials', trial)),
  ]) {
    const names = await readdir(place).catch(() => []);
    for (const name of names) {
      const path = join(place, name);
      if (UNFINISHED.test(name) || (ATTEMPT.test(name) && (await isOld(path))))
        await rm(path, { force: true });
    }
  }
}

/** A process that looks whether the folder is free needs its file for as long as it waits. */
async function isOld(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > 600_000;
}
