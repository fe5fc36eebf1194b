import { formatValue, type Plan, type TrialPlan, type Value } from '@infomin/plan';
import { settingsOf } from '../runs/compare.js';

/** What a trial was given, by its names: parameters, seed, and the arguments of its constructors and trainings. */
export function hyperparametersOf(trial: TrialPlan): Record<string, number | string | boolean> {
  const parameters = Object.entries(trial.params).map(([name, value]) => [name, plain(value as Value)]);
  return { ...settingsOf(trial), ...Object.fromEntries(parameters), seed: trial.seed };
}

const plain = (value: Value) =>
  typeof value === 'number' || typeof value === 'boolean' ? value : formatValue(value);

/** The swept values of a trial but its seed, which trials that repeat a setting share: `distance = 8`. */
export function groupOf({ params }: TrialPlan, { sweeps }: Plan): string {
  return sweeps
    .filter(({ param }) => param !== 'seed')
    .map(({ param }) => `${param} = ${formatValue(params[param] as Value)}`)
    .join(', ');
}
