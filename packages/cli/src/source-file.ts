import { readFile } from 'node:fs/promises';
import { UserError } from '@infomin/plugin';

/** Reads a text; throws {@link UserError} where it is missing or not UTF-8. */
export async function readSource(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(reasonOf(error, path));
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${path} is not UTF-8 text`, 'Save the file as UTF-8.');
  }
}

function reasonOf(error: NodeJS.ErrnoException, path: string): string {
  if (error.code === 'ENOENT') return `there is no file ${path}`;
  if (error.code === 'EISDIR') return `${path} is a folder, not a file`;
  if (error.code === 'EACCES') return `${path} may not be read`;
  return `${path} could not be read: ${error.message}`;
}
