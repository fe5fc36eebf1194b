import type { Plugin } from '@infomin/plugin';
import type { Host } from './host.js';
import { loadPlugin } from './modules.js';
import { PluginRegistry } from './registry.js';

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
