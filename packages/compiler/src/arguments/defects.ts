import { culprit } from '@infomin/plan';
import type { ConstructorKind, Signatures } from '@infomin/plugin';
import type { Location } from '../text/source.js';
import type { BoundCall } from '../trial/bound.js';
import type { Trial } from '../trial/trial.js';

/** Calls a function of a signature; if it throws or answers nothing, the {@link culprit}'s plugin is blamed, not the file. */
export function ask<K extends ConstructorKind, T>(
  trial: Trial,
  { registered, call }: Pick<BoundCall<K>, 'registered' | 'call'>,
  at: Location,
  method: string,
  question: (signature: Signatures[K]) => T,
): T | undefined {
  let reason: string;
  try {
    const answer = question(registered.signature);
    if (answer !== undefined && answer !== null) return answer;
    reason = `answered nothing when asked to \`${method}\``;
  } catch (error) {
    reason = `failed in \`${method}\`: ${error instanceof Error ? error.message : String(error)}`;
  }
  const { plugin, signature } = trial.session.root.registry.byId(culprit(call)) ?? registered;
  const suggestion = `tell the author of \`${plugin.name}\` ${plugin.version}`;
  trial.report('IM2107', at, { plugin: plugin.name, constructor: signature.name, reason }, { suggestion });
  return undefined;
}
