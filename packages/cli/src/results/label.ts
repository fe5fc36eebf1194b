import type { Plan, TrialPlan } from '@infomin/plan';
import { shortAmong } from '../graph/values.js';

/** `trial 2/12 (distance: 8, seed: 0)`; nothing where there is one trial only. */
export function labelOf(id: string, { trials, sweeps }: Pick<Plan, 'trials' | 'sweeps'>): string {
  const index = trials.findIndex((trial) => trial.id === id);
  if (trials.length === 1 || index < 0) return '';
  return `trial ${index + 1}/${trials.length} (${settingsOf(trials[index]!, sweeps)})`;
}

/** What is swept, and the seed: `distance: 8, seed: 0`. */
function settingsOf({ params, seed }: TrialPlan, sweeps: Plan['sweeps']): string {
  const swept = sweeps.filter(({ param }) => param !== 'seed');
  const settings = swept.map(({ param, values }) => `${param}: ${shortAmong(params[param]!, values)}`);
  return [...settings, `seed: ${seed}`].join(', ');
}
