import type { Plan, TrialPlan } from '@infomin/plan';
import { shortValue } from '../graph/values.js';

/** `trial 2/12 (distance: 8, seed: 0)`; nothing where there is one trial only. */
export function labelOf(id: string, { trials }: Pick<Plan, 'trials'>): string {
  const index = trials.findIndex((trial) => trial.id === id);
  if (trials.length === 1 || index < 0) return '';
  return `trial ${index + 1}/${trials.length} (${settingsOf(trials[index]!)})`;
}

/** `distance: 8, seed: 0` */
function settingsOf(trial: TrialPlan): string {
  const settings = Object.entries(trial.params).filter(([name]) => name !== 'seed');
  return [...settings.map(([name, value]) => `${name}: ${shortValue(value)}`), `seed: ${trial.seed}`].join(
    ', ',
  );
}
