import type { Plan, TrialPlan } from '@infomin/plan';
import { version } from '../versions.js';

/** Where what is written comes from, for its metadata. */
export function originOf(plan: Plan, trial: TrialPlan): Readonly<Record<string, string>> {
  return {
    file: plan.file,
    trial: trial.id,
    seed: String(trial.seed),
    parameters: JSON.stringify(trial.params),
    plan_hash: plan.hash,
    trial_hash: trial.hash,
    infomin_version: version(),
  };
}
