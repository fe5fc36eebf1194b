import type { SplitReader, SplitSignature } from '@infomin/plugin';
import { z } from 'zod';
import { chosenRows } from './rows.js';

/** The parameter `limit` of datasets that are read from files. */
export const limitParameter = z
  .int()
  .min(1)
  .optional()
  .describe('most rows of each split, evenly spread over it; all, if left out');

/** `count` of the numbers below `of`, evenly spread, ascending. */
export function evenly(count: number, of: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * of) / count));
}

/** How many rows splits say that they have, under a limit. */
export function describeLimited(
  splits: Readonly<Record<string, SplitSignature>>,
  limit: number | undefined,
): Readonly<Record<string, SplitSignature>> {
  if (limit === undefined) return splits;
  const limited = Object.entries(splits).map(([name, split]): [string, SplitSignature] => {
    const { rows, mostRows = Number.POSITIVE_INFINITY, ...rest } = split;
    const most =
      rows === undefined ? { mostRows: Math.min(mostRows, limit) } : { rows: Math.min(rows, limit) };
    return [name, { ...rest, ...most }];
  });
  return Object.fromEntries(limited);
}

/** The same splits with at most so many rows each. */
export function limitSplits(
  splits: Readonly<Record<string, SplitReader>>,
  limit: number | undefined,
): Readonly<Record<string, SplitReader>> {
  if (limit === undefined) return splits;
  return Object.fromEntries(Object.entries(splits).map(([name, split]) => [name, limited(split, limit)]));
}

/** Asks a split for its size only when somebody wants to know: of one that is missing, that is an error. */
function limited(split: SplitReader, limit: number): SplitReader {
  const seen = () => (split.size <= limit ? split : chosenRows(split, evenly(limit, split.size)));
  let known: SplitReader | undefined;
  const reader = () => (known ??= seen());
  return {
    get size() {
      return reader().size;
    },
    read: async (request) => reader().read(request),
  };
}
