import { type ArgValues, type CallValue, isCall, type Value } from '@infomin/plan';

/** A value of a plan as a reader of the file would write it, at most `width` characters. */
export function formatValue(value: Value, width = 40): string {
  return shortened(written(value), width);
}

/** `ConvNet(channels: [16, 32, 64], dim: 64)`, without the package's name. */
export function formatCall(call: CallValue, width = 48): string {
  return formatValue(call, width);
}

/** `(share: [.digit])`; nothing where there are none. */
export function formatArguments(args: ArgValues, width = 40): string {
  return Object.keys(args).length > 0 ? shortened(`(${entries(args)})`, width) : '';
}

function written(value: Value): string {
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(written).join(', ')}]`;
  if (isCall(value)) return `${value.call.slice(value.call.lastIndexOf('/') + 1)}(${entries(value.args)})`;
  const keys = Object.keys(value);
  if ('symbol' in value && keys.length === 1) return `.${value.symbol}`;
  if ('from' in value && 'to' in value && keys.length === 2) return `${value.from}..${value.to}`;
  return `{ ${entries(value as Readonly<Record<string, Value>>)} }`;
}

function shortened(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}

function entries(record: Readonly<Record<string, Value>>): string {
  return Object.entries(record)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]) => `${key}: ${written(value)}`)
    .join(', ');
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
