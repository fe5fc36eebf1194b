import type { ConstructorKind, Signatures } from '@infomin/plugin';
import type { RegisteredConstructor } from '../plugins/registry.js';
import type { Location } from '../text/source.js';
import type { Trial } from '../trial/trial.js';

/** Calls a function of a plugin's signature; if it throws or answers nothing, the plugin is blamed, not the file. */
export function ask<K extends ConstructorKind, T>(
  trial: Trial,
  registered: RegisteredConstructor<K>,
  at: Location,
  method: string,
  question: (signature: Signatures[K]) => T,
): T | undefined {
  const { plugin, signature } = registered;
  let reason: string;
  try {
    const answer = question(signature);
    if (answer !== undefined && answer !== null) return answer;
    reason = `answered nothing when asked to \`${method}\``;
  } catch (error) {
    reason = `failed in \`${method}\`: ${error instanceof Error ? error.message : String(error)}`;
  }
  const suggestion = `tell the author of \`${plugin.name}\` ${plugin.version}`;
  trial.report('IM2107', at, { plugin: plugin.name, constructor: signature.name, reason }, { suggestion });
  return undefined;
}
