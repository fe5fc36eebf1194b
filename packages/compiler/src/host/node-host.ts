import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { settled } from '@infomin/plugin/settled';
import { type Host, isPath, type PluginImport } from './host.js';

export interface NodeHostOptions {
  /** Plugins that come with the program, by name; nothing beside the user's file takes their place. */
  readonly bundled?: Readonly<Record<string, () => Promise<unknown>>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** The machine: files, environment, and plugins installed beside the file or bundled with the program. */
export function nodeHost({ bundled = {}, env = process.env }: NodeHostOptions = {}): Host {
  return {
    readFile(path) {
      try {
        return readFileSync(path);
      } catch {
        return undefined;
      }
    },
    env: (name) => env[name],
    plugins: Object.keys(bundled),
    resolve: (fromFile, path) => (isAbsolute(path) ? path : normalize(join(dirname(fromFile), path))),
    importPlugin: (name, fromFile) => importPlugin(name, resolve(fromFile), bundled),
  };
}

async function importPlugin(
  name: string,
  fromFile: string,
  bundled: Readonly<Record<string, () => Promise<unknown>>>,
): Promise<PluginImport> {
  try {
    if (Object.hasOwn(bundled, name)) return { status: 'found', module: await bundled[name]!() };
    const entry = isPath(name) ? resolve(dirname(fromFile), name) : findPackage(name, dirname(fromFile));
    if (entry === undefined || !existsSync(entry)) return { status: 'missing' };
    const module = await settled(`loading ${entry}`, () => import(pathToFileURL(entry).href));
    return { status: 'found', module };
  } catch (error) {
    return { status: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Where the package begins that a module in `folder` would import: node's own resolution has no way to ask it for another file. */
function findPackage(name: string, folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const root = join(at, 'node_modules', name);
    const manifestPath = join(root, 'package.json');
    if (existsSync(manifestPath)) {
      const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as {
        main?: string;
        exports?: unknown;
      };
      return join(root, exportedEntry(manifest.exports) ?? manifest.main ?? 'index.js');
    }
    if (dirname(at) === at) return undefined;
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
