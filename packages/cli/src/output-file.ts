import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '@infomin/plugin';
import { makeFolder } from '@infomin/runtime/make-folder';

/** Writes a file and the folders on the way to it; throws {@link UserError} where that is not possible. */
export async function writeOutput(path: string, text: string | Uint8Array): Promise<void> {
  await makeFolder(dirname(path));
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new UserError(
      `${path} could not be written: ${error instanceof Error ? error.message : String(error)}`,
      'Choose a place you may write to.',
    );
  }
}
