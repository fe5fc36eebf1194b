import { type ArgValues, type CallValue, isCall, isEnv, type Value } from '@infomin/plan';
import { type Bound, isBound } from '@infomin/plugin';
import type { PluginRegistry } from './registry.js';

/** A constructor as an argument, with what stands for it in the plan. */
export interface BoundArgument extends Bound {
  readonly call: CallValue;
}

/** Parsed arguments as JSON: nested constructors become {@link CallValue}s. */
export function toArgValues(args: Readonly<Record<string, unknown>>): ArgValues {
  const entries = Object.entries(args).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key, toValue(value)]));
}

function toValue(value: unknown): Value {
  if (Array.isArray(value)) return value.map(toValue);
  if (isBoundArgument(value)) return value.call;
  if (isBound(value)) return { call: value.id, args: toArgValues(value.args) };
  if (typeof value === 'object' && value !== null) return toArgValues(value as Record<string, unknown>);
  return value as Value;
}

function isBoundArgument(value: unknown): value is BoundArgument {
  return isBound(value) && 'call' in value;
}

/**
 * Gives a constructor of a plan back its signature, and those in its arguments theirs. Arguments in a plan are parsed
 * already, defaults included. Throws where no plugin of the registry has the constructor: the plan was made with others.
 */
export function bind(call: CallValue, registry: Pick<PluginRegistry, 'byId'>): Bound {
  const registered = registry.byId(call.call);
  if (registered === undefined) throw new Error(`no plugin has the constructor ${call.call}`);
  return { id: call.call, signature: registered.signature, args: fromValue(call.args, registry) as never };
}

function fromValue(value: Value, registry: Pick<PluginRegistry, 'byId'>): unknown {
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item: Value) => fromValue(item, registry));
  if (isCall(value)) return bind(value, registry);
  if (isEnv(value)) return value.default ?? `$${value.$env}`;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, fromValue(part, registry)]));
}
