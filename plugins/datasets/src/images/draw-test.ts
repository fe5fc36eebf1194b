import { createHash } from 'node:crypto';
import { UserError } from '@infomin/plugin';
import { evenly } from '../storage/limit.js';

/** Rows whose names decide which of them are held out for the test. */
interface NamedRows {
  /** Where they lie, for messages. */
  readonly from: string;
  readonly count: number;
  /** What a row is called, wherever the data lie. */
  readonly key: (row: number) => string;
  /** Class indices; a share of each class is drawn. */
  readonly labels?: Int32Array | undefined;
}

/**
 * Rows of train and of test, each ascending: `share` of all rows is test, of each class up to one row more or less. Which
 * they are depends on keys and classes alone. Throws {@link UserError} where one of the two would be empty.
 */
export function drawTest({ from, count, key, labels }: NamedRows, share: number) {
  const tests = Math.round(share * count);
  if (tests === 0 || tests === count) {
    throw new UserError(
      `testSplit: ${share} of the ${count} ${count === 1 ? 'image' : 'images'} of ${from} leaves the ${tests === 0 ? 'test' : 'train'} split empty`,
      'Choose another share, or add images.',
    );
  }
  const hashes = Array.from({ length: count }, (_, row) =>
    createHash('sha256').update(key(row)).digest('hex'),
  );
  const order = Int32Array.from({ length: count }, (_, row) => row).sort(
    (a, b) => (labels ? labels[a]! - labels[b]! : 0) || compare(hashes[a]!, hashes[b]!) || a - b,
  );
  const test = evenly(tests, count)
    .map((place) => order[place]!)
    .sort();
  const isTest = new Set(test);
  const train = Int32Array.from({ length: count }, (_, row) => row).filter((row) => !isTest.has(row));
  return { train, test };
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));
