import { UserError } from '@infomin/plugin';

/** Indices of classes by name, the same in all splits: names are sorted by code units. */
export function indicesOf(splits: Iterable<readonly string[]>): (names: readonly string[]) => Int32Array {
  const names = new Set<string>();
  for (const split of splits) for (const name of split) names.add(name);
  const indices = new Map([...names].sort().map((name, i) => [name, i]));
  return (split) => Int32Array.from(split, (name) => indices.get(name)!);
}

/** What labels may be, for messages. */
export const labelAdvice = 'Labels are whole numbers from 0, or names of classes.';

/**
 * Indices of labels that are texts: where all of all splits are whole numbers, those; else as {@link indicesOf}. `from` is
 * where they stand. Throws {@link UserError} where they are numbers that count no classes.
 */
export function indicesOfLabels(
  splits: readonly (readonly string[])[],
  from: string,
): (labels: readonly string[]) => Int32Array {
  const all = (pattern: RegExp) => splits.every((labels) => labels.every((label) => pattern.test(label)));
  const index = /^\d{1,9}$/;
  if (all(index)) return (labels) => Int32Array.from(labels, Number);
  if (all(/^[+-]?\d+(\.\d*)?$/)) {
    const wrong = splits.flatMap((labels) => labels.filter((label) => !index.test(label)))[0];
    throw new UserError(`${from} has the label ${wrong}, which is no index of a class`, labelAdvice);
  }
  return indicesOf(splits);
}

/**
 * The labels of a split; `undefined` where no row has one. Throws {@link UserError} where some rows have none, with the place of
 * the first.
 */
export function allOrNone(
  labels: readonly (string | undefined)[],
  where: (row: number) => string,
): readonly string[] | undefined {
  const given = labels.filter((label) => label !== undefined && label !== '') as string[];
  if (given.length === labels.length) return given;
  if (given.length === 0) return undefined;
  throw new UserError(
    `${where(labels.findIndex((label) => label === undefined || label === ''))}: there is no label, as in ${labels.length - given.length} of ${labels.length} rows of its split`,
    `${labelAdvice} A split has them in all rows or in none.`,
  );
}
