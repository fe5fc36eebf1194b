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

/** `1 pair`, `3 pairs` */
export const formatPairs = ({ n }: DoubtedSpread) => `${n} pair${n === 1 ? '' : 's'}`;
