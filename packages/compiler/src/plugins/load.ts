import type { Plugin } from '@infomin/plugin';
import type { Host } from '../host/host.js';
import { PluginRegistry, pluginOf } from './registry.js';

/** In use in every file. */
export const corePlugin = '@infomin/plugin-core';

export interface LoadedPlugins {
  readonly registry: PluginRegistry;
  /** Plugins that could not be loaded, why, and what to do about it. */
  readonly failures: readonly PluginFailure[];
}

export interface PluginFailure {
  readonly name: string;
  readonly reason: string;
  readonly suggestion?: string;
}

/** Loads the signatures of plugins by name, as a file at `fromFile` would use them. */
export async function loadPlugins(
  names: readonly string[],
  host: Host,
  fromFile: string,
): Promise<LoadedPlugins> {
  const loaded = await Promise.all(names.map((name) => loadPlugin(host, name, fromFile)));
  const plugins: Plugin[] = [];
  const failures: PluginFailure[] = [];
  loaded.forEach((plugin, i) => {
    const name = names[i]!;
    if (!('code' in plugin)) plugins.push(plugin);
    else if (plugin.code === 'IM2108') {
      const reason = `it is code that nobody has allowed to run yet: ${plugin.path}`;
      failures.push({ name, reason, suggestion: `${plugin.how}.` });
    } else failures.push({ name, reason: plugin.code === 'IM2101' ? 'it is not installed' : plugin.reason });
  });
  return { registry: new PluginRegistry(plugins), failures };
}

export type NotLoaded =
  | { readonly code: 'IM2101' }
  | { readonly code: 'IM2102' | 'IM2103'; readonly reason: string }
  | { readonly code: 'IM2108'; readonly path: string; readonly how: string };

/** Loads a plugin's signatures and looks whether it is one. */
export async function loadPlugin(host: Host, name: string, fromFile: string): Promise<Plugin | NotLoaded> {
  const found = await host.importPlugin(name, fromFile);
  switch (found.status) {
    case 'missing':
      return { code: 'IM2101' };
    case 'failed':
      return { code: 'IM2103', reason: found.reason };
    case 'untrusted':
      return { code: 'IM2108', path: found.path, how: found.how };
  }
  const plugin = pluginOf(found.module, name);
  if ('reason' in plugin) return { code: 'IM2102', reason: plugin.reason };
  if (plugin.name !== name && host.plugins?.includes(plugin.name)) {
    return { code: 'IM2102', reason: `it calls itself \`${plugin.name}\`, which comes with infomin` };
  }
  return plugin;
}
