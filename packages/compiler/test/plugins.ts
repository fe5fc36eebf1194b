import core from '@infomin/plugin-core';
import datasets from '@infomin/plugin-datasets';
import probes from '@infomin/plugin-probes';
import vision from '@infomin/plugin-vision';

/** The plugins that come with infomin, by name. */
export const plugins = Object.fromEntries(
  [core, datasets, probes, vision].map((plugin) => [plugin.name, plugin]),
);
