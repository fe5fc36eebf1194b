import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from '@infomin/plugin';

/** Loads a plugin that comes with the command line. */
export type LoadPlugin = () => Promise<{ default: Plugin }>;

/** The plugins that come with the command line, whole, as the packages they are: for what computes. */
const installed: Readonly<Record<string, LoadPlugin>> = {
  '@infomin/plugin-core': () => import('@infomin/plugin-core'),
  '@infomin/plugin-datasets': () => import('@infomin/plugin-datasets'),
  '@infomin/plugin-vision': () => import('@infomin/plugin-vision'),
  '@infomin/plugin-probes': () => import('@infomin/plugin-probes'),
  '@infomin/plugin-engine-onnx': () => import('@infomin/plugin-engine-onnx'),
  '@infomin/plugin-engine-tfjs': () => import('@infomin/plugin-engine-tfjs'),
};

/** A plugin that comes with the command line; a `use` finds it where the file's own folder has none of that name. */
export interface Bundled {
  /** Read from its manifest when it is asked for. */
  readonly version: string;
  readonly load: LoadPlugin;
}

/** Plugins by package name, with their versions. */
export function withVersions(plugins: Readonly<Record<string, LoadPlugin>>): Record<string, Bundled> {
  return Object.fromEntries(
    Object.entries(plugins).map(([name, load]) => [
      name,
      {
        load,
        get version() {
          return versionOf(name);
        },
      },
    ]),
  );
}

export const installedPlugins = withVersions(installed);

/** Loads every plugin that comes with the command line. */
export async function loadInstalled(): Promise<Plugin[]> {
  const modules = await Promise.all(Object.values(installed).map((load) => load()));
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
