import { access, constants, readlink, realpath, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { refusal } from '@infomin/runtime/refusal';
import { removeUnfinished, replaceFile } from '@infomin/runtime/replace-file';

/**
 * Writes a file that a user names, and the folders on the way to it: the whole of it or, with a `UserError`, nothing.
 * A link stays and what it leads to is replaced; a device or a pipe is written to.
 */
export async function writeOutput(path: string, data: string | Uint8Array): Promise<void> {
  try {
    const found = await stat(path).catch(() => undefined);
    if (found && !found.isFile() && !found.isDirectory()) return await writeFile(path, data);
    // The folder's rights decide about renaming, but a file that may not be written is not to be replaced either.
    if (found) await access(path, constants.W_OK);
    const target = await targetOf(path);
    await replaceFile(target, data);
    await removeUnfinished(dirname(target)).catch(() => undefined);
  } catch (error) {
    throw refusal(`${path} could not be written`, path, error);
  }
}

/** Where links lead, also to a file that is not there yet. */
async function targetOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    const link = await readlink(path).catch(() => undefined);
    return link === undefined ? path : targetOf(resolve(await realpath(dirname(path)), link));
  }
}
