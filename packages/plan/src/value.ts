import type { CallValue, Value } from './plan.js';

/** Whether a value is a constructor with its arguments. */
export function isCall(value: Value): value is CallValue {
  return typeof value === 'object' && 'call' in value && 'args' in value && typeof value.call === 'string';
}

/** A value as it would be written in a file. */
export function formatValue(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(formatValue).join(', ')}]`;
  const record = value as { readonly [key: string]: Value };
  const keys = Object.keys(record).join();
  if (keys === 'symbol') return `.${record.symbol}`;
  if (keys === 'from,to') return `${record.from}..${record.to}`;
  if (keys === '') return '{}';
  return `{ ${Object.entries(record)
    .map(([key, part]) => `${key}: ${formatValue(part)}`)
    .join(', ')} }`;
}
