import type { FileHandle } from 'node:fs/promises';
import { UserError } from '@infomin/plugin';
import { openFile, unreadable } from './files.js';

/** Fills `target` with what a file holds from `position` on; false where the file ends before that. */
export async function readInto(handle: FileHandle, target: Uint8Array, position: number): Promise<boolean> {
  let done = 0;
  while (done < target.length) {
    const { bytesRead } = await handle.read(target, done, target.length - done, position + done);
    if (bytesRead === 0) return false;
    done += bytesRead;
  }
  return true;
}

/**
 * A part of a file, which is opened for it alone: of a dataset of many files, few may be open at once. Errors as in
 * {@link openFile}.
 */
export async function readPart(
  path: string,
  position: number,
  length: number,
  advice: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const handle = await openFile(path, advice);
  try {
    const part = new Uint8Array(length);
    if (await readInto(handle, part, position)) return part;
    throw new UserError(`${path} ends before byte ${position + length}; is it cut short?`, advice);
  } catch (error) {
    throw unreadable(path, error, advice);
  } finally {
    await handle.close();
  }
}
