import type { Metric } from '@infomin/plugin';

/** The share of rows that are not of the train split's most frequent class: the error of always answering it. */
export function chanceError(train: Int32Array, test: Int32Array): number {
  const counts = new Map<number, number>();
  for (const label of train) counts.set(label, (counts.get(label) ?? 0) + 1);
  let frequent = Number.NaN;
  let most = 0;
  for (const [label, count] of counts) {
    if (count > most || (count === most && label < frequent)) {
      frequent = label;
      most = count;
    }
  }
  return errorRate(test, () => frequent);
}

/** The share of rows whose predicted class is not the true one. */
export function errorRate(labels: Int32Array, predicted: (row: number) => number): number {
  let wrong = 0;
  for (let i = 0; i < labels.length; i++) if (predicted(i) !== labels[i]) wrong++;
  return wrong / labels.length;
}

/** Shares of wrong answers as the metric tells them: as they are, or the shares of right ones. */
export function rated<M extends Metric>(
  metric: M,
  { value, chance }: { readonly value: number; readonly chance: number },
) {
  const told = (error: number) => (metric.metric === 'accuracy' ? 1 - error : error);
  return { ...metric, value: told(value), chance: told(chance) };
}
