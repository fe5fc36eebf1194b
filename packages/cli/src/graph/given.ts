import { describeParameters, type PluginRegistry } from '@infomin/compiler';
import type { Plan } from '@infomin/compiler/plan';

/** The plan without the arguments that are their parameters' defaults: a picture has room for what differs. */
export function withoutDefaults(plan: Plan, registry: PluginRegistry): Plan {
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip);
    if (typeof value !== 'object' || value === null) return value;
    const stripped = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, strip(each)]));
    if (!('call' in value && 'args' in value && typeof value.call === 'string')) return stripped;
    const defaults = defaultsOf(value.call, registry);
    const given = Object.entries(stripped.args as Record<string, unknown>).filter(
      ([name, each]) => JSON.stringify(each) !== defaults.get(name),
    );
    return { ...stripped, args: Object.fromEntries(given) };
  };
  return strip(plan) as Plan;
}

function defaultsOf(id: string, registry: PluginRegistry): Map<string, string | undefined> {
  const signature = registry.byId(id)?.signature;
  const parameters = signature ? describeParameters(signature.parameters) : [];
  return new Map(parameters.map(({ name, default: value }) => [name, JSON.stringify(value)]));
}
