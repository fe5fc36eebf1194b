import { vector } from '@infomin/plugin';
import { pluginTester, rows } from '@infomin/testing';
import { expect, it } from 'vitest';
import plugin from './index.js';

const tester = pluginTester(plugin);

it('measures alignment on the unit sphere, beside that of rows that do not belong together', async () => {
  const operands = [
    rows(vector(2), [
      [3, 0],
      [0, 1],
    ]),
    rows(vector(2), [
      [1, 1],
      [0, 5],
    ]),
  ];
  const result = await tester.probe('PairAlignment()', { train: operands, test: operands });
  // Angles of 45° and 0°; rows shifted by one: 90° and 45°. |a − b|² = 2 − 2 cos.
  expect(result.value).toBeCloseTo((2 - Math.SQRT2 + 0) / 2, 6);
  expect(result.chance).toBeCloseTo((2 + (2 - Math.SQRT2)) / 2, 6);
  expect(result.better).toBe('lower');
});

it('asks for two vectors of one length', async () => {
  const operands = [rows(vector(2), 4), rows(vector(3), 4)];
  await expect(tester.probe('PairAlignment()', { train: operands, test: operands })).rejects.toThrow(
    'one length',
  );
});
