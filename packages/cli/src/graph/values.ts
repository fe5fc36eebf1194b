import { type ArgValues, type CallValue, formatEntries, formatValue, type Value } from '@infomin/plan';

/** A value of a plan for people, at most `width` characters. */
export function shortValue(value: Value, width = 40): string {
  return shortened(formatValue(value, true), width);
}

/** The same of one value of several: where another looks alike so far, what comes before they differ is left out. */
export function shortAmong(value: Value, all: readonly Value[], width = 40): string {
  const text = formatValue(value, true);
  const short = shortened(text, width);
  const others = all.map((other) => formatValue(other, true)).filter((other) => other !== text);
  const alike = others.filter((other) => shortened(other, width) === short);
  if (alike.length === 0) return short;
  const differs = Math.max(...alike.map((other) => sharedLength(text, other)));
  const from = Math.max(0, differs - width / 2);
  const word = text.indexOf(' ', from) + 1;
  return shortened(`…${text.slice(word > 0 && word <= differs ? word : from)}`, width);
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** `ConvNet(channels: [16, 32, 64], dim: 64)` */
export function shortCall(call: CallValue): string {
  return shortValue(call, 48);
}

/** `(share: [.digit])`; nothing where there are none. */
export function shortArguments(args: ArgValues): string {
  return Object.keys(args).length > 0 ? shortened(`(${formatEntries(args, true)})`, 40) : '';
}

function shortened(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}
