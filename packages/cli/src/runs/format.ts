import type { DoubtedSpread } from '@infomin/runtime';
import { formatMetric } from '../terminal/numbers.js';
import type { Comparison } from './compare.js';

/** `5.03 % ± 0.2 %`, with `?` where a trial's value is not to be trusted. */
export function formatMean(
  value: DoubtedSpread | undefined,
  { metric, unit }: Comparison['measure'],
): string {
  if (!value) return '–';
  const text = (number: number) => formatMetric(number, metric, unit);
  const spread = value.std === null ? '' : ` ± ${text(value.std)}`;
  return `${text(value.mean)}${spread}${value.unreliable === undefined ? '' : ' ?'}`;
}

/**
 * Rows of a table with a column for each run: the probe, with its metric where runs measure different ones by it, and below it
 * each run less the first where trials are paired.
 */
export function formatComparison(
  { probe, measure, values, paired }: Comparison,
  _: number,
  all: readonly Comparison[],
): string[][] {
  const several = all.filter((other) => other.probe === probe).length > 1;
  const cell = (value: DoubtedSpread | undefined, counted: string, none: string) =>
    value ? `${formatMean(value, measure)} (${value.n} ${counted}${value.n === 1 ? '' : 's'})` : none;
  const means = [
    several ? `${probe}, ${measure.metric.replaceAll('_', ' ')}` : probe,
    ...values.map((value) => cell(value, 'trial', '–')),
  ];
  if (!paired.some(Boolean)) return [means];
  return [means, ['  less the first', ...paired.map((value) => cell(value, 'pair', ''))]];
}
