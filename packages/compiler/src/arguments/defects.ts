import { culprit } from '@infomin/plan';
import {
  type ConstructorKind,
  isProblem,
  isTypeList,
  type Problem,
  rankOf,
  type Signatures,
  type Type,
  type WeightSpecs,
} from '@infomin/plugin';
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
    if (answer !== undefined && answer !== null && !(answer instanceof Promise)) return answer;
    reason = `answered ${answer ? 'a promise' : 'nothing'} when asked to \`${method}\``;
  } catch (error) {
    reason = `failed in \`${method}\`: ${error instanceof Error ? error.message : String(error)}`;
  }
  const { plugin, signature } = trial.session.root.registry.byId(culprit(call)) ?? registered;
  const suggestion = `tell the author of \`${plugin.name}\` ${plugin.version}`;
  trial.report('IM2107', at, { plugin: plugin.name, constructor: signature.name, reason }, { suggestion });
  return undefined;
}

/** What a signature inferred; throws where that is no type that a row can have. */
export function inferred<T extends Type | readonly Type[] | Problem>(answer: T): T {
  const types = isTypeList(answer as Type) ? (answer as readonly Type[]) : [answer as Type];
  if (!answer || answer instanceof Promise || isProblem(answer) || (types.length > 0 && types.every(isType)))
    return answer;
  throw new Error(`it gave ${JSON.stringify(answer)}, which is no type`);
}

function isType({ kind, dims }: Type): boolean {
  const known = Object.hasOwn(rankOf, kind) && Array.isArray(dims) && dims.length === rankOf[kind];
  return known && dims.every((dim) => dim === '?' || (Number.isInteger(dim) && dim > 0));
}

const starts = ['zeros', 'ones', 'normal', 'uniform', 'copy'];

/** The state that a signature declares; throws where a shape or a start is none. */
export function declared<T extends WeightSpecs>(specs: T): T {
  for (const [name, { shape, init }] of Object.entries(specs ?? {})) {
    const isShape = Array.isArray(shape) && shape.every((dim) => Number.isInteger(dim) && dim >= 0);
    if (!isShape) throw new Error(`the shape of \`${name}\` is ${JSON.stringify(shape)}`);
    if (!starts.includes(init?.kind)) throw new Error(`\`${name}\` starts as ${JSON.stringify(init)}`);
  }
  return specs;
}
