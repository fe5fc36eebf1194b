import { formatValue, type Plan, type Value } from '@infomin/plan';

/** The swept parameters but the seed: `shared = [digit]`. */
export function settingOf(
  { params }: { readonly params: Readonly<Record<string, unknown>> },
  { sweeps }: Pick<Plan, 'sweeps'>,
): string {
  return sweeps
    .filter(({ param }) => param !== 'seed')
    .map(({ param }) => `${param} = ${formatValue(params[param] as Value)}`)
    .join(', ');
}
