import { formatValue, type TrialPlan, type Value } from '@infomin/plan';
import type { MetricLine } from '@infomin/runtime';
import { lineNumbers } from '../records/scalars.js';
import type { TableColumn } from './parquet.js';

/** Lines of `metrics.jsonl` as a table, with the seed and the parameters of their trials; what a line lacks is null. */
export function metricsTable(lines: readonly MetricLine[], trials: readonly TrialPlan[]): TableColumn[] {
  const byId = new Map(trials.map((trial) => [trial.id, trial]));
  const known = lines.filter(({ trial }) => byId.has(trial));
  const trialOf = ({ trial }: MetricLine) => byId.get(trial)!;
  const params = [...new Set(trials.flatMap((trial) => Object.keys(trial.params)))].filter(
    (name) => name !== 'seed',
  );
  const seeds = known.map((line) => trialOf(line).seed);
  const numbers = known.map((line) => new Map(lineNumbers(line)));
  const names = [...new Set(numbers.flatMap((each) => [...each.keys()]))];
  return [
    { name: 'trial', type: 'STRING', data: known.map(({ trial }) => trial) },
    { name: 'seed', type: seeds.every(isInt32) ? 'INT32' : 'DOUBLE', data: seeds },
    ...params.map((name) => {
      const values = known.map((line) => (trialOf(line).params[name] ?? null) as Value | null);
      const plain = values.every((value) => value === null || typeof value === 'number');
      return {
        name: `params/${name}`,
        type: plain ? ('DOUBLE' as const) : ('STRING' as const),
        data: plain
          ? (values as (number | null)[])
          : values.map((value) => (value === null ? null : formatValue(value))),
      };
    }),
    { name: 'stage', type: 'STRING', data: known.map(({ stage }) => stage) },
    { name: 'step', type: 'INT32', data: known.map(({ step }) => step) },
    ...names.map((name) => ({
      name,
      type: 'DOUBLE' as const,
      data: numbers.map((each) => each.get(name) ?? null),
    })),
  ];
}

const isInt32 = (value: number) => value === (value | 0);
