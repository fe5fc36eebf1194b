import type { Stats } from 'node:fs';
import { type FileHandle, readdir, stat } from 'node:fs/promises';
import { openRegularFile } from '@infomin/plugin/regular-file';
import { readWhole, unreadable } from '@infomin/plugin/unreadable';

export { readWhole, unreadable };

/** Opens a file for reading at any place; errors as in {@link readWhole}. */
export async function openFile(path: string, advice: string): Promise<FileHandle> {
  try {
    return await openRegularFile(path);
  } catch (error) {
    throw unreadable(path, error, advice);
  }
}

/** What a folder holds, sorted by name (code units, so that every machine agrees); errors as in {@link readWhole}. */
export async function listFolder(path: string, advice: string) {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw unreadable(path, error, advice);
  }
}

/** What a link leads to; errors as in {@link readWhole}. */
export async function kindOf(path: string, advice: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    throw unreadable(path, error, advice);
  }
}
