import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { readStart } from '@infomin/plugin/regular-file';

/** Texts within a module that may name a file beside it, or a package of infomin's. */
const named = /(['"`])(\.{1,2}\/[^'"`\n]+|@infomin\/[\w./-]+)\1/g;

/** More than any module has. */
const most = 64 * 2 ** 20;

/**
 * SHA-256 of a module and of all files beside it that it names, and so on: what it imports at any time, workers, scripts.
 * Packages of infomin's are part of it, those of others are not.
 */
export function codeHash(entry: string): string {
  const texts = new Map<string, Uint8Array>();
  const open = [entry];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (texts.has(path)) continue;
    const text = readStart(path, most);
    if (text === undefined) continue;
    texts.set(path, text);
    for (const [, , name] of Buffer.from(text).toString('latin1').matchAll(named))
      open.push(found(name!, path));
  }
  const hashes = [...texts.values()].map((text) => createHash('sha256').update(text).digest('hex'));
  return createHash('sha256').update(hashes.sort().join()).digest('hex');
}

/** Where a package of infomin's begins; empty where it is not built. */
export const entryOf = (name: string) => found(name, import.meta.url);

function found(name: string, from: string): string {
  if (name.startsWith('.')) return resolve(dirname(from), name);
  try {
    return createRequire(from).resolve(name);
  } catch {
    return '';
  }
}
