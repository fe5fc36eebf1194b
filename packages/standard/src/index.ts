import { fileURLToPath } from 'node:url';
import type { Plugin } from '@infomin/plugin';

/** Imports a plugin's module: its signatures. */
export type LoadPlugin = () => Promise<{ default: Plugin }>;

/** The plugins of the language that come with infomin, the core first. */
export const languagePlugins: Readonly<Record<string, LoadPlugin>> = {
  '@infomin/plugin-core': () => import('@infomin/plugin-core'),
  '@infomin/plugin-datasets': () => import('@infomin/plugin-datasets'),
  '@infomin/plugin-vision': () => import('@infomin/plugin-vision'),
  '@infomin/plugin-probes': () => import('@infomin/plugin-probes'),
};

/** The engines that come with infomin. */
export const enginePlugins: Readonly<Record<string, LoadPlugin>> = {
  '@infomin/plugin-engine-onnx': () => import('@infomin/plugin-engine-onnx'),
  '@infomin/plugin-engine-torch': () => import('@infomin/plugin-engine-torch'),
  '@infomin/plugin-engine-tfjs': () => import('@infomin/plugin-engine-tfjs'),
};

/** Loads plugins in their order. */
export async function loadAll(plugins: Readonly<Record<string, LoadPlugin>>): Promise<Plugin[]> {
  const modules = await Promise.all(Object.values(plugins).map((load) => load()));
  return modules.map((module) => module.default);
}

/** Where the code of each plugin begins, by name. */
export function entries(): Record<string, string> {
  const names = Object.keys({ ...languagePlugins, ...enginePlugins });
  return Object.fromEntries(names.map((name) => [name, fileURLToPath(import.meta.resolve(name))]));
}
