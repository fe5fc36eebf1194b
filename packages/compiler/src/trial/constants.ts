import { formatValue, type Value } from '@infomin/plan';
import { formatKind } from '../plugins/schema.js';
import type { Location } from '../text/source.js';
import type { BoundCall, Recipe } from './bound.js';

export type ConstantForm =
  | 'number'
  | 'string'
  | 'boolean'
  | 'symbol'
  | 'list'
  | 'record'
  | 'range'
  | 'duration'
  | 'constructor'
  | 'recipe';

/** A value known before anything runs, and where it was written. */
export interface Constant {
  readonly form: ConstantForm;
  readonly value: Value;
  /** Where it stands: in the file, in the item of a sweep, or in a `--set`. */
  readonly at: Location;
  /** What the environment variable holds that `value` names; it goes to plugins and nowhere else. */
  readonly text?: string;
  /** The constructor that it is, with its arguments. */
  readonly made?: BoundCall;
  readonly recipe?: Recipe;
  readonly items?: readonly Constant[];
  readonly fields?: Readonly<Record<string, Constant>>;
}

/** A constant in words: `the string "a"`, `the number 3`, `a list`. */
export function describeConstant(constant: Constant): string {
  switch (constant.form) {
    case 'number':
      return `the number ${constant.value}`;
    case 'string':
      return `the string ${formatValue(constant.value)}`;
    case 'boolean':
      return `\`${constant.value}\``;
    case 'symbol':
      return `the symbol \`${formatValue(constant.value)}\``;
    case 'constructor':
      return `\`${formatValue(constant.value)}\`, ${formatKind(constant.made!.registered.signature.kind)}`;
    case 'duration':
      return `the length \`${formatValue(constant.value)}\``;
    default:
      return `the ${constant.form} \`${formatValue(constant.value)}\``;
  }
}

/** The values, if none is missing. */
export function complete<T>(values: readonly (T | undefined)[]): readonly T[] | undefined {
  return values.every((value) => value !== undefined) ? (values as readonly T[]) : undefined;
}
