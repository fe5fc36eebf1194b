import { type CallValue, isCall, isEnv, type Value } from '@infomin/plan';
import {
  type Bound,
  type ConstructorKind,
  type Implementations,
  implementationId,
  type Signature,
  UserError,
} from '@infomin/plugin';
import type { Container } from 'inversify';
import { textOf } from './environment.js';
import type { Constructors } from './registry.js';

/** A constructor that is ready to compute: its arguments, and the implementation that the container gives. */
export interface Ready<K extends ConstructorKind> extends Bound<K> {
  readonly implementation: Implementations[K];
}

/** Resolves a call of the plan, and those among its arguments, from the container. */
export async function resolveCall<K extends ConstructorKind>(
  call: CallValue,
  kind: K,
  registry: Constructors,
  container: Container,
): Promise<Ready<K>> {
  const signature = signatureOf(call, registry);
  if (signature.kind !== kind)
    throw new Error(`${call.call} is a ${signature.kind}, the plan uses it as ${kind}`);
  const implementation = await container.getAsync(implementationId<K>(call.call));
  const args = await resolveArgs(call.args, registry, container);
  checkVariables(call, signature);
  const declared = call.model !== undefined && { model: call.model };
  return { id: call.call, signature, args, implementation, ...declared } as Ready<K>;
}

/** What a variable holds may be other than when the file was checked. */
function checkVariables({ args }: CallValue, { name, parameters }: Signature): void {
  for (const [key, value] of Object.entries(args)) {
    if (!isEnv(value) || !Object.hasOwn(parameters.shape, key)) continue;
    const { error } = parameters.pick({ [key]: true } as never).safeParse({ [key]: textOf(value) });
    if (error) {
      throw new UserError(
        `the environment variable ${value.$env} holds nothing that ${name} takes as ${key}: ${error.issues[0]!.message}`,
        'Give it another value.',
      );
    }
  }
}

/** Replaces the calls within arguments by {@link Ready} constructors. */
export async function resolveArgs(
  value: Value,
  registry: Constructors,
  container: Container,
): Promise<unknown> {
  if (typeof value !== 'object') return value;
  if (isList(value)) return Promise.all(value.map((item) => resolveArgs(item, registry, container)));
  if (isCall(value)) {
    return resolveCall(value, signatureOf(value, registry).kind, registry, container);
  }
  if (isEnv(value)) return textOf(value);
  const entries = Object.entries(value).map(
    async ([key, item]) => [key, await resolveArgs(item as Value, registry, container)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** What the plugin declares about the constructor of a call. */
export function signatureOf(call: CallValue, registry: Constructors): Signature {
  const found = registry.byId(call.call);
  if (!found) throw new Error(`the plan calls ${call.call}, which no loaded plugin declares`);
  return found.signature;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
