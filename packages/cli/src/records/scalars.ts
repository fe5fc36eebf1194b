import type { MetricLine, TrialOutcome } from '@infomin/runtime';

export type Scalar = readonly [name: string, value: number];

/** The numbers of a line of `metrics.jsonl` by their names there: `loss`, `terms/I_NCE`. */
export function lineNumbers({ trial: _, stage: __, step: ___, ...line }: MetricLine): Scalar[] {
  return numbersIn('', line);
}

/** The same behind the stage's name, `nce/loss`, without the time at which a line was told. */
export function lineScalars({ time: _, ...line }: MetricLine & { readonly time?: number }): Scalar[] {
  return lineNumbers(line).map(([name, value]) => [`${line.stage}/${name}`, value]);
}

/** The numbers of a trial's results by their names in `results.json`: `probes/digit/value`. */
export function resultScalars({ probes, objectives, seconds }: TrialOutcome): Scalar[] {
  return numbersIn('', { probes, objectives, seconds });
}

function numbersIn(prefix: string, value: unknown): Scalar[] {
  if (typeof value === 'number') return [[prefix, value]];
  if (typeof value !== 'object' || value === null) return [];
  const entries = Array.isArray(value)
    ? value.map((part, index): [string, unknown] => [String(part?.term ?? index), part])
    : Object.entries(value);
  return entries.flatMap(([name, part]) => numbersIn(prefix ? `${prefix}/${name}` : name, part));
}
