import type { Plugin } from '@infomin/plugin';
import type { Host } from '../host/host.js';
import { PluginRegistry, pluginOf } from './registry.js';

/** In use in every file. */
export const corePlugin = '@infomin/plugin-core';

export interface LoadedPlugins {
  readonly registry: PluginRegistry;
  /** Plugins that could not be loaded, and why. */
  readonly failures: readonly { readonly name: string; readonly reason: string }[];
}

/** Loads the signatures of plugins by name, as a file at `fromFile` would use them. */
export async function loadPlugins(
  names: readonly string[],
  host: Host,
  fromFile: string,
): Promise<LoadedPlugins> {
  const loaded = await Promise.all(names.map((name) => loadPlugin(host, name, fromFile)));
  const plugins: Plugin[] = [];
  const failures: { name: string; reason: string }[] = [];
  loaded.forEach((plugin, i) => {
    if ('code' in plugin) failures.push({ name: names[i]!, reason: plugin.reason || 'it is not installed' });
    else plugins.push(plugin);
  });
  return { registry: new PluginRegistry(plugins), failures };
}

/** Loads a plugin's signatures and looks whether it is one. */
export async function loadPlugin(
  host: Host,
  name: string,
  fromFile: string,
): Promise<Plugin | { code: 'IM2101' | 'IM2102' | 'IM2103'; reason: string }> {
  const found = await host.importPlugin(name, fromFile);
  if (found.status === 'missing') return { code: 'IM2101', reason: '' };
  if (found.status === 'failed') return { code: 'IM2103', reason: found.reason };
  const plugin = pluginOf(found.module, name);
  return 'reason' in plugin ? { code: 'IM2102', reason: plugin.reason } : plugin;
}
