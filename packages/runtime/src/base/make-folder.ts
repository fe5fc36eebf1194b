import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { flushFolder } from './flush-folder.js';
import { refusal } from './refusal.js';

/**
 * Makes a folder that a user names, and those on the way to it. Throws `UserError` naming the one that can't be
 * made, and why. Step by step, since Node's own recursive way never ends below `/proc`.
 */
export async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return;
  const parent = dirname(path);
  if (parent !== path) await makeFolder(parent);
  try {
    await mkdir(path);
    await flushFolder(parent);
  } catch (error) {
    // Another process may have been quicker.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && (await isFolder(path))) return;
    throw refusal(`the folder ${path} can't be made`, parent, error);
  }
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
