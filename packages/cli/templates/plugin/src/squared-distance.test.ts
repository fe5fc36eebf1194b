import { vector } from '@infomin/plugin';
import { pluginTester, rows } from '@infomin/testing';
import { expect, it } from 'vitest';
import plugin from './index.ts';

const tester = pluginTester(plugin);

it('is the mean of squared distances', async () => {
  const [a, b] = [
    [
      [0, 0],
      [1, 1],
    ],
    [
      [3, 4],
      [1, 2],
    ],
  ];
  const distance = await tester.term('SquaredDistance()', [rows(vector(2), a!), rows(vector(2), b!)]);
  const { value } = await distance.run();
  expect(value!.data[0]).toBeCloseTo((25 + 1) / 2, 5);
  await distance.expectGradients();
});
