import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from '@infomin/plugin';

/** A plugin that comes with the command line; a `use` finds it where the file's own folder has none of that name. */
export interface Bundled {
  /** Read from its manifest when it is asked for. */
  readonly version: string;
  load(): Promise<{ default: Plugin }>;
}

/** By package name; the core first. */
export const bundled: Readonly<Record<string, Bundled>> = Object.fromEntries(
  Object.entries<() => Promise<{ default: Plugin }>>({
    '@infomin/plugin-core': () => import('@infomin/plugin-core'),
    '@infomin/plugin-datasets': () => import('@infomin/plugin-datasets'),
    '@infomin/plugin-vision': () => import('@infomin/plugin-vision'),
    '@infomin/plugin-probes': () => import('@infomin/plugin-probes'),
    '@infomin/plugin-engine-onnx': () => import('@infomin/plugin-engine-onnx'),
    '@infomin/plugin-engine-tfjs': () => import('@infomin/plugin-engine-tfjs'),
  }).map(([name, load]) => [
    name,
    {
      load,
      get version() {
        return versionOf(name);
      },
    },
  ]),
);

/** Loads every plugin that comes with the command line. */
export async function loadBundled(): Promise<Plugin[]> {
  const modules = await Promise.all(Object.values(bundled).map(({ load }) => load()));
  return modules.map((module) => module.default);
}

function versionOf(name: string): string {
  for (let folder = dirname(fileURLToPath(import.meta.resolve(name))); ; folder = dirname(folder)) {
    const manifest = readManifest(join(folder, 'package.json'));
    if (manifest?.name === name) return manifest.version;
    if (dirname(folder) === folder) throw new Error(`${name} has no package.json`);
  }
}

function readManifest(path: string): { name: string; version: string } | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { name: string; version: string };
  } catch {
    return undefined;
  }
}
