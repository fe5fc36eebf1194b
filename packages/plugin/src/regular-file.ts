import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

// Files of whoever wrote a folder: a pipe there would be waited for, a device read without end.

/** Opening a pipe waits for its writer otherwise. */
const forReading = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** What stands at a path is neither a file nor a folder; its `code` is `ENOTREG`. */
class Irregular extends Error {
  readonly code = 'ENOTREG';
}

function mustBeFile(stat: Stats): void {
  if (stat.isDirectory()) throw Object.assign(new Error('it is a folder, not a file'), { code: 'EISDIR' });
  if (!stat.isFile()) throw new Irregular('it is a pipe or a device, no regular file');
}

/** Opens a regular file for reading; what is none throws an error with a `code`, as `node:fs` does. */
export async function openRegularFile(path: string): Promise<FileHandle> {
  const file = await open(path, forReading);
  try {
    mustBeFile(await file.stat());
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** All of a regular file, as {@link openRegularFile} opens it. */
export async function readWholeFile(path: string): Promise<Buffer> {
  const file = await openRegularFile(path);
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** Opens a regular file at once, to be closed with `closeSync`; errors as in {@link openRegularFile}. */
export function openRegularFileNow(path: string): { readonly file: number; readonly size: number } {
  const file = openSync(path, forReading);
  try {
    const stat = fstatSync(file);
    mustBeFile(stat);
    return { file, size: stat.size };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** At most so many bytes of a regular file; `undefined` where there is none that can be read. */
export function readStart(path: string, maxBytes: number): Uint8Array | undefined {
  let file: number | undefined;
  try {
    const opened = openRegularFileNow(path);
    file = opened.file;
    const bytes = new Uint8Array(Math.min(opened.size, maxBytes));
    let length = 0;
    while (length < bytes.length) {
      const read = readSync(file, bytes, length, bytes.length - length, null);
      if (read === 0) break;
      length += read;
    }
    return bytes.subarray(0, length);
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Why no regular file can be read at a path, where something stands there. */
export function whyUnreadable(path: string): string | undefined {
  try {
    mustBeFile(statSync(path));
    return 'it may not be read';
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ELOOP') return 'its links lead in a circle';
    return code === 'EISDIR' || code === 'ENOTREG' ? message : undefined;
  }
}
