import { join } from 'node:path';
import { type Host, loadPlugins, nodeHost, type Trust } from '@infomin/compiler';
import { type Plugin, UserError } from '@infomin/plugin';
import { languagePlugins } from '@infomin/standard';
import { installed } from './installed.js';
import type { Session } from './session.js';

/**
 * The machine as the compiler sees it, with the plugins that come with infomin: their signatures only, which the bundle
 * holds, or, for what computes, the whole of them.
 */
export function createHost(
  env: Session['io']['env'],
  need: 'signatures' | 'implementations',
  trust: Trust,
): Host {
  const bundled =
    need === 'signatures'
      ? languagePlugins
      : Object.fromEntries(Object.keys(languagePlugins).map((name) => [name, installed(name)]));
  return nodeHost({ bundled, env, trust });
}

/** Loads a plugin by package name or path, as a file in the working directory would; `undefined` if it is not there. */
export async function loadOwn(name: string, session: Session): Promise<Plugin | undefined> {
  const host = createHost(session.io.env, 'signatures', session.trust);
  const from = join(process.cwd(), 'command.infomin');
  if ((await host.importPlugin(name, from)).status === 'missing') return undefined;
  const { registry, failures } = await loadPlugins([name], host, from);
  const [failure] = failures;
  if (failure)
    throw new UserError(`plugin \`${name}\` cannot be used: ${failure.reason}`, failure.suggestion);
  return registry.plugins[0];
}
