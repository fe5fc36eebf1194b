import { UserError } from './implementation.js';
import { readWholeFile } from './regular-file.js';

/** Reads a file; a {@link UserError} with its path, the reason and `advice` where that fails. */
export async function readWhole(path: string, advice: string): Promise<Buffer> {
  try {
    return await readWholeFile(path);
  } catch (error) {
    throw unreadable(path, error, advice);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'is not a folder, or lies below something that is none',
  EISDIR: 'is a folder, not a file',
  ENOTREG: 'is a pipe or a device, no regular file',
  ENAMETOOLONG: 'has a longer name than there may be',
  ELOOP: 'is a link that leads in a circle',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  EMFILE: 'could not be opened: too many files are open',
  ENFILE: 'could not be opened: too many files are open on this machine',
  ENOMEM: 'could not be read: there is not enough memory',
  ERR_FS_FILE_TOO_LARGE: 'is too large: such a file may have 2 GiB',
  EIO: 'could not be read: the disk does not answer',
};

/** Turns what `node:fs` threw into a {@link UserError}; anything else is a bug and stays as it is. */
export function unreadable(path: string, error: unknown, advice: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  return new UserError(`${path} ${reasons[code] ?? `could not be read: ${error.message}`}`, advice);
}
