import { isDeepStrictEqual } from 'node:util';
import type { CallValue, TrialPlan } from '@infomin/plan';
import { UserError } from '@infomin/plugin';
import { settled } from '@infomin/plugin/settled';
import { resolveCall } from '../base/bound.js';
import { implementationContainer } from '../base/container.js';
import { hidingOf } from '../base/environment.js';
import type { Constructors } from '../base/registry.js';
import type { TrialOutcome } from '../folder/results.js';

/**
 * Throws what ended a trial, {@link UserError}, where the files of a dataset are not there or can't be read that all trials
 * read: the others would end alike.
 */
export async function refuseUnreadable(
  { error }: TrialOutcome,
  trials: readonly TrialPlan[],
  registry: Constructors,
): Promise<void> {
  const [first] = trials;
  if (!error || error.internal || !first) return;
  const shared = first.datasets.filter(({ call }) =>
    trials.every(({ datasets }) => datasets.some((other) => isDeepStrictEqual(other.call, call))),
  );
  const hide = hidingOf(first);
  for (const { call } of shared) {
    const refused = await refusalOf(call, registry);
    if (refused && hide(refused.message) === error.message)
      throw new UserError(error.message, error.suggestion);
  }
}

async function refusalOf(call: CallValue, registry: Constructors): Promise<Error | undefined> {
  try {
    const container = await implementationContainer(registry);
    const { id, args, implementation } = await resolveCall(call, 'dataset', registry, container);
    await settled(`finding the files of ${id}`, async () => implementation.files?.(args));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : undefined;
  }
}
