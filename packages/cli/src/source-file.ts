import { maxSourceBytes, nodeHost } from '@infomin/compiler';
import { UserError } from '@infomin/plugin';

/** Reads a text as the compiler would; throws {@link UserError} where it is missing, too large or not UTF-8. */
export function readSource(path: string): string {
  const host = nodeHost();
  const bytes = host.readFile(path);
  if (bytes === undefined) {
    const reason = host.whyUnreadable?.(path);
    throw new UserError(reason ? `${path} cannot be read: ${reason}` : `there is no file ${path}`);
  }
  return textOf(bytes, path);
}

/** The text of a source; throws {@link UserError} where it is too large or not UTF-8. */
export function textOf(bytes: Uint8Array, path: string): string {
  if (bytes.length > maxSourceBytes) {
    const limit = maxSourceBytes / 1024 / 1024;
    throw new UserError(`${path} is too large: an experiment file may have ${limit} MB`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${path} is not UTF-8 text`, 'Save the file as UTF-8.');
  }
}
