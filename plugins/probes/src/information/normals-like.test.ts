import { Random } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { correlated } from '../../test/correlated.js';
import { ksg } from './ksg.js';
import { normalsLike } from './normals-like.js';

const { signal } = new AbortController();
const truth = (columns: number, r: number) => (-columns / 2) * Math.log(1 - r * r);

it('knows what is shared, by the covariances of the rows', async () => {
  const { shared } = await normalsLike(correlated(4000, 3, 0.7, 'known'), Random.of(0, 'normals'), signal);
  // Rows that are not infinitely many share (3 · 3) / (2 · 4000) nats more.
  expect(Math.abs(shared - truth(3, 0.7))).toBeLessThan(0.06);
});

it('draws what shares as much, of other rows', async () => {
  const rows = correlated(1500, 1, 0.8, 'rows');
  const { pairs, shared } = await normalsLike(rows, Random.of(0, 'normals'), signal);
  expect(pairs.a).toMatchObject({ rows: 1500, columns: 1 });
  expect(pairs.a.data).not.toEqual(rows.a.data);
  expect(Math.abs((await ksg(pairs, 3, signal)) - shared)).toBeLessThan(0.1);
});

it('is finite where an entry is constant or is there twice', async () => {
  const { a } = correlated(200, 2, 0.5, 'twice');
  const flat = { ...a, data: a.data.map((x, i) => (i % 2 === 0 ? x : 1)) };
  const { shared } = await normalsLike({ a: flat, b: flat }, Random.of(0, 'normals'), signal);
  expect(shared).toBeGreaterThan(3);
  expect(Number.isFinite(shared)).toBe(true);
});

it('ends when it is told to', async () => {
  const images = correlated(4000, 500, 0.5, 'images');
  const late = AbortSignal.timeout(50);
  await expect(normalsLike(images, Random.of(0, 'normals'), late)).rejects.toThrow('timeout');
});
