import { Random } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { correlated } from '../../test/correlated.js';
import reference from '../../test/sliced-cca.json' with { type: 'json' };
import { slicedCca } from './sliced-cca.js';

const { signal } = new AbortController();
const matrix = (rows: number[][]) => ({
  rows: rows.length,
  columns: rows[0]!.length,
  data: Float32Array.from(rows.flat()),
});

it('is what test/sliced_cca.py computes', async () => {
  const { a, b, slices, trainRows } = reference;
  const found = await slicedCca(
    { a: matrix(a.slice(0, trainRows)), b: matrix(b.slice(0, trainRows)) },
    { a: matrix(a.slice(trainRows)), b: matrix(b.slice(trainRows)) },
    { a: matrix(slices.a), b: matrix(slices.b) },
    signal,
  );
  expect(found.train).toBeCloseTo(reference.train, 5);
  expect(found.test).toBeCloseTo(reference.test, 5);
});

it('is a correlation of normals, and finds one that lies in squares alone', async () => {
  const single = { a: matrix([[1]]), b: matrix([[1]]) };
  const of = (stream: string) => correlated(4000, 1, 0.8, stream);
  expect((await slicedCca(of('train'), of('test'), single, signal)).test).toBeCloseTo(0.8, 1);
  const random = Random.of(3, 'squares');
  const squares = () => {
    const a = random.fillNormal(new Float32Array(4000));
    const b = a.map((x) => x * x);
    return { a: { rows: 4000, columns: 1, data: a }, b: { rows: 4000, columns: 1, data: b } };
  };
  expect((await slicedCca(squares(), squares(), single, signal)).test).toBeGreaterThan(0.9);
});

it('is 0 of what is the same everywhere, and never below', async () => {
  const single = { a: matrix([[1]]), b: matrix([[1]]) };
  const of = (stream: string) => correlated(50, 1, 0, stream);
  const still = { ...of('still'), b: matrix(Array.from({ length: 50 }, () => [3])) };
  expect(await slicedCca(still, still, single, signal)).toEqual({ train: 0, test: 0 });
  for (let i = 0; i < 8; i++) {
    const found = await slicedCca(of(`train ${i}`), of(`test ${i}`), single, signal);
    expect(found.test).toBeGreaterThanOrEqual(0);
  }
});

it('ends when it is told to', async () => {
  const images = correlated(10_000, 192, 0.5, 'images');
  const slices = correlated(100, 192, 0, 'slices');
  await expect(slicedCca(images, images, slices, AbortSignal.timeout(50))).rejects.toThrow('timeout');
});
