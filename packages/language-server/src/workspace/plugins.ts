import type { Plugin } from '@infomin/plugin';
import { languagePlugins, loadAll } from '@infomin/standard';

/** The plugins that come with infomin, signatures only: their implementations are never asked for here. */
export const ownPlugins: readonly Plugin[] = await loadAll(languagePlugins);
