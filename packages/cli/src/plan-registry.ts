import { resolve } from 'node:path';
import { loadPlugins, PluginRegistry } from '@infomin/compiler';
import type { Plan, PlannedPlugin } from '@infomin/plan';
import { UserError } from '@infomin/plugin';
import { createHost } from './host.js';
import { loadInstalled } from './installed.js';
import type { Session } from './session.js';

/** The plugins that a plan was made with, as its file would find them. Throws where one is not there any more. */
export async function registryOf(
  plan: Pick<Plan, 'file' | 'plugins'>,
  session: Session,
): Promise<PluginRegistry> {
  const names = plan.plugins.map(importName);
  const host = createHost(session.io.env, 'implementations', session.trust);
  const { registry, failures } = await loadPlugins(names, host, plan.file);
  const [failure] = failures;
  if (failure) {
    throw new UserError(
      `plugin \`${failure.name}\`, which ${plan.file} uses, cannot be loaded: ${failure.reason}`,
      failure.suggestion ?? 'Run the command in the folder that the run was started in.',
    );
  }
  return registry;
}

/** With all that comes with infomin: what a plan names needs engines. */
export async function withInstalled({ plugins }: PluginRegistry): Promise<PluginRegistry> {
  const known = new Set(plugins.map(({ name }) => name));
  const others = (await loadInstalled()).filter(({ name }) => !known.has(name));
  return new PluginRegistry([...plugins, ...others]);
}

/** How a file anywhere would name a plugin of a plan. */
export function importName({ name, path }: PlannedPlugin): string {
  return path === undefined ? name : resolve(path);
}
