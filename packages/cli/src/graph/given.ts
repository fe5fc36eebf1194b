import type { Expectation, ParameterDescription, Program } from '@infomin/compiler';
import type { ArgValues, Plan, Value } from '@infomin/plan';

/**
 * The plan with the arguments that the file gives, as it gives them: without defaults that are filled in, enumerations as
 * symbols. A picture has room for that.
 *
 * @param plan of the compilation that `program` is of
 */
export function asGiven(plan: Plan, { given }: Pick<Program, 'given'>): Plan {
  const within = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(within);
    if (typeof value !== 'object' || value === null) return value;
    const parameters = given.get(value as ArgValues);
    const entries = parameters ? written(value as ArgValues, parameters) : Object.entries(value);
    return Object.fromEntries(entries.map(([key, part]) => [key, within(part)]));
  };
  return within(plan) as Plan;
}

function written(args: ArgValues, given: readonly ParameterDescription[]): [string, Value][] {
  return given.flatMap(({ name, expectation }): [string, Value][] => {
    const value = args[name];
    return value === undefined ? [] : [[name, spelled(value, expectation)]];
  });
}

/** A value with the strings that stand for members of an enumeration as symbols. */
function spelled(value: Value, expectation: Expectation): Value {
  switch (expectation.is) {
    case 'symbol':
      return typeof value === 'string' ? { symbol: value } : value;
    case 'list':
      return isList(value) ? value.map((item) => spelled(item, expectation.item)) : value;
    case 'union': {
      const option = expectation.options.find((each) =>
        each.is === 'symbol'
          ? each.members.some((member) => member === value)
          : each.is === 'list' && isList(value),
      );
      return option ? spelled(value, option) : value;
    }
    default:
      return value;
  }
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
