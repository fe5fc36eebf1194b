import { expect, it } from 'vitest';
import { ownRows, wholeShares } from './share.js';

it('shares out as many rows as ranks divide, and all of them on one', () => {
  expect([1, 2, 4].map((world) => wholeShares(7, world))).toEqual([7, 6, 4]);
  expect(wholeShares(3, 4)).toBe(0);
  const rows = Int32Array.from({ length: wholeShares(7, 2) }, (_, i) => i);
  const shares = [0, 1].map((rank) => [...ownRows(rows, { rank, world: 2 })]);
  expect(shares).toEqual([
    [0, 1, 2],
    [3, 4, 5],
  ]);
});
