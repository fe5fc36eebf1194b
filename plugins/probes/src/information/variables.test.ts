import { expect, it } from 'vitest';
import { context, distance, floats, labels, split } from '../../test/context.js';
import { variablesOf } from './variables.js';

const given = context(
  split(floats([3, 1], [1, 2, 3]), labels([7, 2, 7])),
  split(floats([2, 1], [4, 5]), labels([9, 7])),
  distance,
);

it('gives a class the same column in both splits, whichever has it', async () => {
  const [train, test] = (['train', 'test'] as const).map(async (of) => variablesOf(await given, of, 10));
  expect(await train).toMatchObject({
    a: { columns: 1 },
    b: { columns: 3, data: Float32Array.of(0, 1, 0, 1, 0, 0, 0, 1, 0) },
  });
  expect(await test).toMatchObject({
    a: { columns: 1 },
    b: { columns: 3, data: Float32Array.of(0, 0, 1, 0, 1, 0) },
  });
});

it('draws rows where there are more than asked for, those of both together', async () => {
  const { a, b } = variablesOf(await given, 'train', 2);
  expect([a.rows, b.rows]).toEqual([2, 2]);
  const kinds = new Map([...a.data].map((value, row) => [value, b.data[3 * row]]));
  for (const [value, isTwo] of kinds) expect(isTwo).toBe(Number(value === 2));
});
