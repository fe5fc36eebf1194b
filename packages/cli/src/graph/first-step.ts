import type { PluginRegistry } from '@infomin/compiler';
import type { Plan } from '@infomin/plan';
import { type ProgramSpec, UserError } from '@infomin/plugin';

/** The first training step of a plan's first trial; the registry must hold implementations. Throws {@link UserError} where the plan trains nothing. */
export async function firstTrainingStep({
  plan,
  registry,
}: {
  readonly plan: Plan;
  readonly registry: PluginRegistry;
}): Promise<ProgramSpec> {
  const [first] = plan.trials;
  if (!first) throw new UserError(`${plan.file} has no trial to run`, 'Add a train block.');
  const { resolvedTrial, stepsOf } = await import('@infomin/runtime/steps');
  const [step] = stepsOf(await resolvedTrial(first, registry));
  if (!step) throw new UserError(`${plan.file} trains nothing`, 'Add a train block.');
  return step;
}
