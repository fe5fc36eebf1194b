import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readStart, whyUnreadable } from '@infomin/plugin/regular-file';
import { settled } from '@infomin/plugin/settled';
import { type Host, isPath, maxSourceBytes, type PluginImport } from './host.js';
import { hookModules, packageFolder } from './plugin-modules.js';
import type { Trust } from './trust-file.js';

export interface NodeHostOptions {
  /** Plugins that come with the program, by name; nothing beside the user's file takes their place. */
  readonly bundled?: Readonly<Record<string, () => Promise<unknown>>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Which other plugins may run; without it none. */
  readonly trust?: Trust;
}

const nobody: Trust = { trusts: () => false, how: 'only plugins that come with infomin run here' };

/** The machine: files, environment, and plugins installed beside the file or bundled with the program. */
export function nodeHost({ bundled = {}, env = process.env, trust = nobody }: NodeHostOptions = {}): Host {
  return {
    readFile: (path) => (isHidden(path) ? undefined : readStart(path, maxSourceBytes + 1)),
    whyUnreadable: (path) => (isHidden(path) ? 'it is a link to another kind of file' : whyUnreadable(path)),
    env: (name) => env[name],
    plugins: Object.keys(bundled),
    resolve: (fromFile, path) => (isAbsolute(path) ? path : normalize(join(dirname(fromFile), path))),
    importPlugin: (name, fromFile) => importPlugin(name, resolve(fromFile), bundled, trust),
  };
}

const ending = '.infomin';

/** Whether a path looks like an experiment and leads to another kind of file, which messages would quote. */
function isHidden(path: string): boolean {
  try {
    return path.endsWith(ending) && !realpathSync(path).endsWith(ending);
  } catch {
    return false;
  }
}

/** More than any module has. */
const maxModuleBytes = 64 * 1024 * 1024;

async function importPlugin(
  name: string,
  fromFile: string,
  bundled: Readonly<Record<string, () => Promise<unknown>>>,
  trust: Trust,
): Promise<PluginImport> {
  try {
    if (Object.hasOwn(bundled, name)) return { status: 'found', module: await bundled[name]!() };
    const path = isPath(name) ? resolve(dirname(fromFile), name) : findPackage(name, dirname(fromFile));
    if (path === undefined || !existsSync(path)) {
      if (path === undefined || isPath(name)) return { status: 'missing' };
      return { status: 'failed', reason: 'its package names a module that is not there; is it built?' };
    }
    const entry = realpathSync(path);
    const text = readStart(entry, maxModuleBytes);
    if (text === undefined) return { status: 'failed', reason: `${entry} is no file that can be read` };
    const hash = createHash('sha256').update(text).digest('hex');
    if (!(await trust.trusts({ name, entry, hash }))) {
      return { status: 'untrusted', path: entry, how: trust.how };
    }
    hookModules();
    const module = await settled(`loading ${entry}`, () => import(pathToFileURL(entry).href));
    return { status: 'found', module };
  } catch (error) {
    return { status: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Where the package begins that a module in `folder` would import. */
function findPackage(name: string, folder: string): string | undefined {
  const root = packageFolder(name, folder);
  if (root === undefined) return undefined;
  const { exports, main } = readManifest(join(root, 'package.json'));
  return join(root, exportedEntry(exports) ?? (typeof main === 'string' ? main : 'index.js'));
}

function readManifest(path: string): { readonly main?: unknown; readonly exports?: unknown } {
  const bytes = readStart(path, maxSourceBytes);
  try {
    return (JSON.parse(new TextDecoder().decode(bytes)) ?? {}) as object;
  } catch {
    // What JSON.parse says quotes the file, which may be any.
    throw new Error(`${path} is no JSON`);
  }
}

/** The `.` of a package's `exports` under node's conditions for `import`. */
function exportedEntry(exports: unknown): string | undefined {
  if (typeof exports === 'string') return exports;
  if (typeof exports !== 'object' || exports === null) return undefined;
  if (Array.isArray(exports)) return exports.map(exportedEntry).find((entry) => entry !== undefined);
  const table = exports as Record<string, unknown>;
  if ('.' in table) return exportedEntry(table['.']);
  for (const [condition, target] of Object.entries(table)) {
    if (!['node', 'import', 'module-sync', 'default'].includes(condition)) continue;
    const entry = exportedEntry(target);
    if (entry !== undefined) return entry;
  }
  return undefined;
}
