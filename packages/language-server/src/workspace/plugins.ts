import type { BundledPlugin } from '@infomin/compiler';
import type { Plugin } from '@infomin/plugin';
import core from '@infomin/plugin-core';
import datasets from '@infomin/plugin-datasets';
import probes from '@infomin/plugin-probes';
import vision from '@infomin/plugin-vision';

/** The plugins that come with the server, signatures only: their implementations are never asked for here. */
export const ownPlugins: readonly Plugin[] = [core, datasets, vision, probes];

/** For a host: one of these is used where the file's own folder has none of that name, or the same version. */
export const bundledPlugins: Readonly<Record<string, BundledPlugin>> = Object.fromEntries(
  ownPlugins.map((plugin) => [
    plugin.name,
    { version: plugin.version, load: async () => ({ default: plugin }) },
  ]),
);
