import { fileURLToPath, pathToFileURL } from 'node:url';

/** The path the compiler knows a document by: that of its file or, where it has none yet, its URI. */
export function pathOf(uri: string): string {
  if (!uri.startsWith('file:')) return uri;
  try {
    return fileURLToPath(uri);
  } catch {
    return uri;
  }
}

/** The URI of a path that no editor has named yet. */
export function uriOf(path: string): string {
  return /^[a-z][\w+.-]+:/i.test(path) ? path : pathToFileURL(path).href;
}
