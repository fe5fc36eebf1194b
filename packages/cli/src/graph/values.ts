import { type ArgValues, type CallValue, formatEntries, formatValue, type Value } from '@infomin/plan';

/** A value of a plan for people, at most `width` characters. */
export function shortValue(value: Value, width = 40): string {
  return shortened(formatValue(value, true), width);
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
