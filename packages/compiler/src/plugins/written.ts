import { formatValue, type Value } from '@infomin/plan';
import type { Expectation, ParameterDescription } from './schema.js';

/** An argument as a file writes it: members of an enumeration, strings in schemas and plans, are symbols. */
export function asWritten(value: Value, expectation: Expectation): Value {
  switch (expectation.is) {
    case 'symbol':
      return typeof value === 'string' ? { symbol: value } : value;
    case 'list':
      return isList(value) ? value.map((item) => asWritten(item, expectation.item)) : value;
    case 'union': {
      const option = expectation.options.find((each) =>
        each.is === 'symbol'
          ? each.members.some((member) => member === value)
          : each.is === 'list' && isList(value),
      );
      return option ? asWritten(value, option) : value;
    }
    default:
      return value;
  }
}

/** A parameter's default as a file would write it (`.nvp`, `0.08..1`); `undefined` where it has none. */
export function formatDefault(parameter: ParameterDescription): string | undefined {
  const { required, default: value, expectation } = parameter;
  if (required || value === undefined || value === null) return undefined;
  return formatValue(rounded(asWritten(value as Value, expectation)));
}

/** Numbers to six digits: a default may be a third. */
function rounded(value: Value): Value {
  if (typeof value === 'number') return Number(value.toPrecision(6));
  if (typeof value !== 'object') return value;
  if (isList(value)) return value.map(rounded);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, rounded(part as Value)]));
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
