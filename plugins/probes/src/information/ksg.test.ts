import { Random } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { correlated } from '../../test/correlated.js';
import reference from '../../test/ksg.json' with { type: 'json' };
import { ksg, ksgWithError, repeats } from './ksg.js';
import { type Pairs, pairsOf } from './rows-of.js';

const { signal } = new AbortController();
const matrix = (rows: number[][]) => ({
  rows: rows.length,
  columns: rows[0]!.length,
  data: Float32Array.from(rows.flat()),
});
const pairs: Pairs = { a: matrix(reference.a), b: matrix(reference.b) };

it.each(reference.cases)('with $k neighbours is what test/ksg.py computes', async ({ k, value }) => {
  expect(await ksg(pairs, k, signal)).toBeCloseTo(value, 8);
});

it('finds the information of correlated normals, within what it says of its error', async () => {
  const { value, error } = await ksgWithError(
    correlated(1500, 1, 0.8, 'ksg'),
    3,
    Random.of(0, 'ksg'),
    signal,
  );
  const truth = -Math.log(1 - 0.8 ** 2) / 2;
  expect(error).toBeGreaterThan(0.005);
  expect(error).toBeLessThan(0.06);
  expect(Math.abs(value - truth)).toBeLessThan(3 * error);
});

it('tells the error by parts of all rows, also where they are sorted', async () => {
  const drawn = correlated(600, 1, 0.99, 'sorted');
  const order = Int32Array.from({ length: 600 }, (_, i) => i).sort(
    (i, j) => drawn.a.data[i]! - drawn.a.data[j]!,
  );
  const { error } = await ksgWithError(pairsOf(drawn, order), 3, Random.of(0, 'ksg'), signal);
  expect(error).toBeGreaterThan(0.01);
  expect(error).toBeLessThan(0.08);
});

it('tells pairs that repeat from such that repeat on one side alone', () => {
  const [same, different] = [matrix([[1], [1]]), matrix([[1], [2]])];
  expect(repeats({ a: same, b: same })).toBe(true);
  expect([repeats({ a: same, b: different }), repeats({ a: different, b: same })]).toEqual([false, false]);
});

it('ends when it is told to', async () => {
  const images = correlated(4000, 192, 0.5, 'images');
  await expect(ksg(images, 3, AbortSignal.timeout(100))).rejects.toThrow('timeout');
});
