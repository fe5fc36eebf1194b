import { formatMetric } from '../terminal/numbers.js';
import type { Comparison, Mean } from './compare.js';

/** `5.03 % ± 0.2 %` */
export function formatMean(value: Mean | undefined, { metric, unit }: Comparison['measure']): string {
  if (!value) return '–';
  const text = (number: number) => formatMetric(number, metric, unit);
  return value.std === null ? text(value.mean) : `${text(value.mean)} ± ${text(value.std)}`;
}

/** `1 pair`, `3 pairs` */
export const formatPairs = ({ n }: Mean) => `${n} pair${n === 1 ? '' : 's'}`;
