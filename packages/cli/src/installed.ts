import type { Plugin } from '@infomin/plugin';
import type { LoadPlugin } from '@infomin/standard';

// The plugins that come with infomin as the packages they are, whole: `scripts/bundle.mjs` leaves this file's imports alone.
const standard = () => import('@infomin/standard');

/** A plugin of the language with its implementations, for what computes. */
export function installed(name: string): LoadPlugin {
  return async () => (await standard()).languagePlugins[name]!();
}

/** Loads every plugin that comes with infomin. */
export async function loadInstalled(): Promise<Plugin[]> {
  const { enginePlugins, languagePlugins, loadAll } = await standard();
  return loadAll({ ...languagePlugins, ...enginePlugins });
}

/** Where the code of those plugins begins, by name. */
export async function installedEntries(): Promise<Record<string, string>> {
  return (await standard()).entries();
}
