import { type LoadPlugin, withVersions } from './installed.js';

/**
 * The plugins of the language that come with the command line, for what only reads files: the bundle holds their
 * signatures and leaves their implementations out (see `scripts/bundle.mjs`).
 */
const signatures: Readonly<Record<string, LoadPlugin>> = {
  '@infomin/plugin-core': () => import('@infomin/plugin-core'),
  '@infomin/plugin-datasets': () => import('@infomin/plugin-datasets'),
  '@infomin/plugin-vision': () => import('@infomin/plugin-vision'),
  '@infomin/plugin-probes': () => import('@infomin/plugin-probes'),
};

export const signaturePlugins = withVersions(signatures);
