import { join } from 'node:path';
import { type Host, loadPlugins, nodeHost } from '@infomin/compiler';
import { type Plugin, UserError } from '@infomin/plugin';
import { type Bundled, installedPlugins } from './installed.js';
import type { Session } from './session.js';
import { signaturePlugins } from './signatures.js';

/**
 * The machine as the compiler sees it, with the plugins of the command line behind those of the file's folder:
 * their signatures only, or, for what computes, the whole of them.
 */
export function createHost(session: Session, need: 'signatures' | 'implementations'): Host {
  const bundled: Readonly<Record<string, Bundled>> =
    need === 'signatures' ? { ...installedPlugins, ...signaturePlugins } : installedPlugins;
  return nodeHost({ bundled, env: session.io.env });
}

/** Loads a plugin by package name or path, as a file in the working directory would; `undefined` if it is not there. */
export async function loadOwn(name: string, session: Session): Promise<Plugin | undefined> {
  const host = createHost(session, 'signatures');
  const from = join(process.cwd(), 'command.infomin');
  if ((await host.importPlugin(name, from)).status === 'missing') return undefined;
  const { registry, failures } = await loadPlugins([name], host, from);
  if (failures[0]) throw new UserError(`plugin \`${name}\` cannot be used: ${failures[0].reason}`);
  return registry.plugins[0];
}
