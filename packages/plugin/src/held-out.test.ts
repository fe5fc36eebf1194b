import { expect, it } from 'vitest';
import { heldOutCount, heldOutRows } from './held-out.js';

it.each([
  [0, 0],
  [9, 0],
  [10, 1],
  [11, 1],
  [64, 6],
  [999, 99],
  [60_000, 5000],
])('parts %i rows in two, a tenth held out, at most 5,000: %i', (size, count) => {
  const { trained, heldOut } = heldOutRows(size);
  expect([...trained, ...heldOut].sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, i) => i));
  for (const rows of [trained, heldOut])
    expect(rows.every((row, i) => i === 0 || row > rows[i - 1]!)).toBe(true);
  expect([heldOut.length, heldOutCount(size)]).toEqual([count, count]);
  expect(heldOutRows(size)).toEqual({ trained, heldOut });
});

it('takes rows of all classes, sorted or in turns', () => {
  const { heldOut } = heldOutRows(2000);
  for (const classOf of [(row: number) => Math.floor(row / 200), (row: number) => row % 10]) {
    const counts = Array.from(
      { length: 10 },
      (_, label) => heldOut.filter((row) => classOf(row) === label).length,
    );
    expect(Math.min(...counts)).toBeGreaterThan(8);
  }
});
