import { type NamedResult, type Problem, problem } from '@infomin/plugin';

/** Why what is named is no information in nats; `undefined` where it is, or nothing is known of it. */
export function notInformation(
  parameter: string,
  names: readonly string[],
  results: ReadonlyMap<string, NamedResult>,
): Problem | undefined {
  for (const name of names) {
    const result = results.get(name);
    if (result === undefined || (result.unit === 'nats' && result.metric !== 'ceiling')) continue;
    const measured = result.metric.replaceAll('_', ' ');
    return problem(`it takes estimates of information in nats, and \`${name}\` is none (${measured})`, {
      parameter,
      suggestion: 'Name a probe such as `MutualInformation` or `KSG`.',
    });
  }
  return undefined;
}
