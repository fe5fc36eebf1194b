import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '@infomin/plugin';

/**
 * Makes a folder that a user names, and those on the way to it. Throws {@link UserError} naming the one that can't be
 * made, and why. Step by step, since Node's own recursive way never ends below `/proc`.
 */
export async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return;
  const parent = dirname(path);
  if (parent !== path) await makeFolder(parent);
  try {
    await mkdir(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // Another process may have been quicker.
    if (code === 'EEXIST' && (await isFolder(path))) return;
    throw new UserError(
      `the folder ${path} can't be made: ${reasons(parent)[code ?? ''] ?? message}`,
      'Choose another place, one that you may write to.',
    );
  }
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

const reasons = (parent: string): Record<string, string> => ({
  EEXIST: 'there is a file of that name',
  EACCES: `you may not write to ${parent}`,
  EPERM: `you may not write to ${parent}`,
  EROFS: `${parent} can only be read`,
  ENOENT: `${parent} holds no files of users`,
  ENOSPC: 'the disk is full',
});
