import type { TrialResult } from '@infomin/plugin';
import { entryOf } from '@infomin/plugin';
import { type Spread, spreadOf } from './spread.js';

/** How a column or an axis is named, written and judged. */
export interface MetricInfo {
  /** As in the file: `digit`, `nce.mi`. */
  readonly name: string;
  /** `error_rate`, `distance`, `mi`, … */
  readonly metric: string;
  /** `%`, `px`, `nats`, or nothing. */
  readonly unit: string;
  /** `undefined`: neither is better, as for information. */
  readonly better: 'lower' | 'higher' | undefined;
  /** What one gets without looking at the features. */
  readonly chance: number | undefined;
}

/** Metrics of an objective, `objective.metric`, as results call them. */
const ofObjectives = {
  mi: { key: 'mi_nats', unit: 'nats', better: undefined },
  mi_heldout: { key: 'mi_nats_heldout', unit: 'nats', better: undefined },
  ceiling: { key: 'ceiling_nats', unit: 'nats', better: undefined },
  loss: { key: 'loss', unit: '', better: 'lower' },
} as const;

function objectiveMetric(name: string) {
  const dot = name.lastIndexOf('.');
  const metric = name.slice(dot + 1);
  if (dot < 0 || !(metric in ofObjectives)) return undefined;
  return { objective: name.slice(0, dot), metric, ...ofObjectives[metric as keyof typeof ofObjectives] };
}

/** A trial's value of a probe or of an objective's metric; `undefined` where it has none or it is no number. */
export function readMetric(trial: TrialResult, name: string): number | undefined {
  const of = objectiveMetric(name);
  const value = of ? entryOf(trial.objectives, of.objective)?.[of.key] : entryOf(trial.probes, name)?.value;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** What is known of a metric from trials that have it. */
export function describeMetric(trials: readonly TrialResult[], name: string): MetricInfo {
  const of = objectiveMetric(name);
  if (of) return { name, metric: of.metric, unit: of.unit, better: of.better, chance: undefined };
  const results = trials.flatMap((trial) => entryOf(trial.probes, name) ?? []);
  const [first] = results;
  if (!first) return { name, metric: '', unit: '', better: undefined, chance: undefined };
  const isRate = /rate|accuracy/.test(first.metric);
  return {
    name,
    metric: first.metric,
    unit: isRate ? '%' : (first.unit ?? ''),
    better: first.better,
    chance: spreadOf(results.map(({ chance }) => chance).filter(Number.isFinite))?.mean,
  };
}

const words: Record<string, string> = { mi: 'I_NCE', mi_heldout: 'I_NCE held out', error_rate: 'error rate' };

/** `error rate, %` */
export function formatMetric({ metric, unit }: MetricInfo): string {
  return [words[metric] ?? metric.replaceAll('_', ' '), unit].filter((part) => part !== '').join(', ');
}

/** One decimal for percent and from ten on, else two. */
const decimalsOf = (value: number, unit: string): number => (unit === '%' || Math.abs(value) >= 10 ? 1 : 2);

/** A value in the unit of its column, percent for rates; with the decimals that suit it, or `like` another value. */
export function formatValue(value: number, { unit }: Pick<MetricInfo, 'unit'>, like = value): string {
  return (unit === '%' ? 100 * value : value).toFixed(decimalsOf(like, unit));
}

/** `16.8 ± 0.4` */
export function formatSpread({ mean, std }: Spread, info: Pick<MetricInfo, 'unit'>): string {
  const middle = formatValue(mean, info);
  return std === null ? middle : `${middle} ± ${formatValue(std, info, mean)}`;
}
