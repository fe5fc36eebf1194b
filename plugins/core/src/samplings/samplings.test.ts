import { Random } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { logUniform } from './log-uniform.js';
import { uniform } from './uniform.js';

const random = (stream = 'sweep lr') => Random.of(0, stream);
const args = { count: 400, whole: false, seed: 0 };

it('draws evenly, or evenly in the logarithm, within the range', () => {
  const even = uniform.sample({ ...args, range: { from: 2, to: 6 } }, random()) as number[];
  const logs = (logUniform.sample({ ...args, range: { from: 1e-4, to: 1 } }, random()) as number[]).map(
    Math.log10,
  );
  const deciles = (values: number[], from: number, to: number) =>
    Array.from({ length: 10 }, (_, i) => {
      const [low, high] = [from + ((to - from) * i) / 10, from + ((to - from) * (i + 1)) / 10];
      return values.filter((value) => value >= low && value <= high).length;
    });
  // 40 are expected; 20 are 3.3 standard deviations away.
  for (const counted of [deciles(even, 2, 6), deciles(logs, -4, 0)]) {
    expect(Math.min(...counted)).toBeGreaterThan(20);
    expect(Math.max(...counted)).toBeLessThan(60);
  }
});

it('keeps within a range that four digits round out of', () => {
  const only = (from: number, to: number) =>
    uniform.sample({ ...args, range: { from, to }, count: 1 }, random());
  expect(only(0.123441, 0.123449)).toEqual([0.123441]);
  expect(only(1.23456, 1.23459)).toEqual([1.23459]);
});

it('draws the same from the same stream, others from another, all different', () => {
  const range = { from: 1e-4, to: 0.1 };
  const drawn = logUniform.sample({ ...args, range }, random());
  expect(logUniform.sample({ ...args, range }, random())).toEqual(drawn);
  expect(logUniform.sample({ ...args, range }, random('sweep wd'))).not.toEqual(drawn);
  expect(new Set(drawn as number[]).size).toBe(400);
});

it.each([
  [100, 100.5, 6],
  [1000, 1000.5, 1],
  [9.999, 10.02, 4],
  [3, 3, 1],
])('draws no more from %d..%d than its %i values of four digits', (from, to, room) => {
  const drawn = (count: number) => uniform.sample({ ...args, range: { from, to }, count }, random());
  expect(drawn(room + 1)).toEqual({
    problem: `draws ${room + 1} different values, and ${from}..${to} has ${room} of 4 digits`,
    parameter: 'count',
  });
  expect(drawn(room)).toHaveLength(room);
});

it('draws on both sides of 0', () => {
  const drawn = uniform.sample({ ...args, range: { from: -0.5, to: 0.5 }, count: 50 }, random()) as number[];
  expect(drawn.filter((value) => value < 0).length).toBeGreaterThan(10);
  expect(drawn.filter((value) => value > 0).length).toBeGreaterThan(10);
});

it('draws whole numbers without the end, as many as there are', () => {
  const range = { from: 1, to: 6 };
  const drawn = uniform.sample({ range, count: 5, whole: true, seed: 0 }, random()) as number[];
  expect(drawn.toSorted()).toEqual([1, 2, 3, 4, 5]);
  expect(uniform.sample({ range, count: 6, whole: true, seed: 0 }, random())).toMatchObject({
    parameter: 'count',
  });
  const open = { from: 0.5, to: 6 };
  expect(uniform.sample({ range: open, count: 2, whole: true, seed: 0 }, random())).toMatchObject({
    parameter: 'range',
  });
});
