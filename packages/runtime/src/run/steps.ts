import type { TrialPlan } from '@infomin/plan';
import { implementationContainer, trialContainer } from '../base/container.js';
import type { Constructors } from '../base/registry.js';
import { type ResolvedTrial, resolveTrial } from '../graph/resolved-trial.js';

export { stepsOf } from '../step/steps.js';
export { type Example, exampleOf } from '../training/example.js';

/** A trial with its constructors' code, outside a run: enough for {@link stepsOf}. */
export async function resolvedTrial(plan: TrialPlan, registry: Constructors): Promise<ResolvedTrial> {
  const container = trialContainer(await implementationContainer(registry), plan.seed);
  return resolveTrial(plan, registry, container);
}
