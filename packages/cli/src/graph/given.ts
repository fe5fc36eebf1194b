import { asWritten, type ParameterDescription, type Program } from '@infomin/compiler';
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
    return value === undefined ? [] : [[name, asWritten(value, expectation)]];
  });
}
