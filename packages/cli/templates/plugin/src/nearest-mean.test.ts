import { classOf, vector } from '@infomin/plugin';
import { pluginTester, rows } from '@infomin/testing';
import { expect, it } from 'vitest';
import plugin from './index.ts';

const tester = pluginTester(plugin);

it('gives the class of the nearest mean', async () => {
  const train = [rows(vector(1), [[0], [2], [10], [12]]), rows(classOf(2), [0, 0, 1, 1])];
  const test = [rows(vector(1), [[1], [5], [7], [0]]), rows(classOf(2), [0, 0, 1, 1])];
  const { value, chance } = await tester.probe('NearestMean()', { train, test });
  expect(value).toBe(0.25);
  expect(chance).toBe(0.5);
});
