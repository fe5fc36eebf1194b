import type { ArgValues, CallValue, EnvValue, Value } from './plan.js';
import { visible } from './visible.js';

/** Whether a value is a constructor with its arguments. */
export function isCall(value: Value): value is CallValue {
  return typeof value === 'object' && 'call' in value && 'args' in value && typeof value.call === 'string';
}

/**
 * Whose code is at fault where that of a call fails: what comes with infomin fails by what a stranger's among its arguments
 * gives.
 */
export function culprit({ call, args }: CallValue): string {
  if (!isBundled(call)) return call;
  return Object.values(args).flatMap(strangersIn)[0] ?? call;
}

/** Whether a constructor comes with infomin, by its id; or a plugin, by its name. */
export const isBundled = (id: string) => id.startsWith('@infomin/');

function strangersIn(value: Value): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isCall(value)) return [culprit(value)].filter((id) => !isBundled(id));
  return Object.values(value).flatMap(strangersIn);
}

/** Ids of the declared models among arguments. */
export function modelsIn(args: ArgValues): string[] {
  const found = new Set<string>();
  const look = (value: Value): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isCall(value) && value.model !== undefined) found.add(value.model);
    else for (const part of Object.values(value)) look(part as Value);
  };
  look(args);
  return [...found];
}

/** Whether a value is the text of an environment variable. */
export function isEnv(value: unknown): value is EnvValue {
  return typeof value === 'object' && value !== null && '$env' in value;
}

/**
 * A value as a file would write it; a constructor without its plugin's name: `ConvNet(channels: [16, 32], dim: 64)`; a
 * declared model as its name.
 * `bare`: strings without quotes, where names stand as strings, as in the arguments of a report.
 */
export function formatValue(value: Value, bare = false): string {
  const format = (part: Value) => formatValue(part, bare);
  if (typeof value === 'string') return visible(bare ? value : JSON.stringify(value));
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(format).join(', ')}]`;
  if (isCall(value) && value.model !== undefined) return value.model;
  if (isCall(value))
    return `${value.call.slice(value.call.lastIndexOf('/') + 1)}(${formatEntries(value.args, bare)})`;
  if (isEnv(value)) {
    const texts = [value.$env, ...(value.default === undefined ? [] : [value.default])];
    return visible(`env(${texts.map((text) => JSON.stringify(text)).join(', ')})`);
  }
  const keys = Object.keys(value).join();
  if (keys === 'symbol') return `.${(value as { symbol: string }).symbol}`;
  if (keys === 'recipe') return visible((value as { recipe: string }).recipe);
  if (keys === 'from,to') {
    const { from, to } = value as { from: number; to: number };
    return `${from}..${to}`;
  }
  if (keys === 'count,unit') {
    const { count, unit } = value as { count: number; unit: string };
    return `${count} ${unit}${count === 1 ? '' : 's'}`;
  }
  return keys === '' ? '{}' : `{ ${formatEntries(value as Record<string, Value>, bare)} }`;
}

/** `temperature: 0.1, negatives: 64` */
export function formatEntries(record: Readonly<Record<string, Value>>, bare = false): string {
  return Object.entries(record)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]) => `${key}: ${formatValue(value, bare)}`)
    .join(', ');
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
