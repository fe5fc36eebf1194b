import { classOf, constructorOf, dataset, definePlugin, type Nested, vector } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { call, place, registryOf, trial } from '../../test/plans.js';
import { recorder } from '../../test/runs.js';
import { implementationContainer } from '../base/container.js';
import { Lifetime } from '../base/lifetime.js';
import { Datasets } from './datasets.js';

/** As many rows as the dataset that it is made of has; `test` is without labels. */
const cover = dataset({
  name: 'Cover',
  doc: '',
  parameters: z.object({ of: constructorOf('dataset') }),
  describe: () => ({
    columns: {
      x: { type: vector(3), doc: '' },
      label: { type: classOf(2), doc: '', splits: ['train'] },
    },
    splits: { train: { doc: '' }, test: { doc: '' } },
  }),
  implementation: async () => ({
    default: { open: ({ of }: { of: Nested<'dataset'> }, { open }) => open(of) },
  }),
});

async function datasetsOf(...rows: number[]): Promise<Datasets> {
  const registry = registryOf(definePlugin({ name: 'covers', version: '1', doc: '', constructors: [cover] }));
  const of = (count: number) =>
    call('covers/Cover', { of: call('fixtures/Linear', { rows: count, nan: false }) });
  const plan = trial({
    datasets: rows.map((count, i) => ({ id: `d${i}`, name: `d${i}`, call: of(count), place })),
  });
  return new Datasets(plan, {
    registry,
    container: await implementationContainer(registry),
    lifetime: new Lifetime(),
    log: recorder(),
    signal: new AbortController().signal,
  });
}

it('opens equal calls once, and others apart where they differ in a dataset that they are made of', async () => {
  const datasets = await datasetsOf(7, 7, 9);
  const [one, same, other] = await Promise.all([0, 1, 2].map((i) => datasets.split(`d${i}`, 'train')));
  expect(same).toBe(one);
  expect([one!.size, other!.size]).toEqual([7, 9]);
});

it('knows the columns that a split has', async () => {
  const datasets = await datasetsOf(7);
  const has = (split: string, ...columns: string[]) => datasets.hasColumns('d0', split, columns);
  expect([await has('train', 'x', 'label'), await has('test', 'x')]).toEqual([true, true]);
  expect([await has('test', 'x', 'label'), await has('train', 'y')]).toEqual([false, false]);
});
