import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataset, type Plugin, vector } from '@infomin/plugin';
import { afterEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { call, planOf, registryOf, regression } from '../../test/plans.js';
import { temporaryFolder } from '../../test/runs.js';
import { changesOf } from '../folder/dependencies.js';
import { refuseOthers, surroundingsOf } from './dependencies.js';
import { chooseEngine } from './engine-choice.js';

afterEach(() => vi.unstubAllEnvs());

const table = dataset({
  name: 'Table',
  doc: 'Rows of a file.',
  parameters: z.object({ file: z.string().meta({ location: true }), label: z.string().default('label') }),
  describe: () => ({ columns: { x: { type: vector(3), doc: '' } }, splits: { train: { doc: '' } } }),
  implementation: async () => ({
    default: {
      open: async () => ({ splits: {} }),
      files: async ({ file }: { readonly file: string }) => [file],
    },
  }),
});
const plugin: Plugin = { name: 'tables', version: '1', doc: '', constructors: [table] };
const registry = registryOf(plugin);

const trialOn = (args: Parameters<typeof call>[1], id = 'trial-0') => {
  const plain = regression({ steps: 1 }, { id });
  return { ...plain, datasets: [{ ...plain.datasets[0]!, call: call('tables/Table', args) }] };
};

async function around(...trials: ReturnType<typeof trialOn>[]) {
  return surroundingsOf(planOf(...trials), registry, await chooseEngine(registry, 'cpu', {}), {}, {});
}

it('looks at the data of each trial that is handed over, also where a sweep varies them', async () => {
  const folder = await temporaryFolder();
  const trials = ['a', 'b'].map((name) => trialOn({ file: join(folder, name) }, name));
  for (const name of ['a', 'b']) await writeFile(join(folder, name), name);
  const { ofEach } = await around(...trials);
  const check = (index: number) =>
    refuseOthers(ofEach, { plan: planOf(trials[index]!), registry, engine: 'cpu' });
  await check(0);
  await writeFile(join(folder, 'b'), 'other');
  await check(0);
  await expect(check(1)).rejects.toThrow(
    `b was handed over with another content of the files of d, Table(file: "${join(folder, 'b')}"`,
  );
});

it('knows the values of variables that reach a number, and of those that say where data lie the data alone', async () => {
  const folder = await temporaryFolder();
  const [here, there] = [join(folder, 'here'), join(folder, 'there')];
  for (const place of [here, there]) {
    await mkdir(place);
    await writeFile(join(place, 'table.csv'), 'x');
  }
  vi.stubEnv('INFOMIN_TEST_FILE', join(here, 'table.csv'));
  vi.stubEnv('INFOMIN_TEST_LABEL', 'digit');
  const trial = trialOn({ file: { $env: 'INFOMIN_TEST_FILE' }, label: { $env: 'INFOMIN_TEST_LABEL' } });
  const before = await around(trial);
  vi.stubEnv('INFOMIN_TEST_FILE', join(there, 'table.csv'));
  const moved = await around(trial);
  expect(changesOf(before.dependencies, moved.dependencies)).toEqual([]);
  vi.stubEnv('INFOMIN_TEST_LABEL', 'parity');
  const other = await around(trial);
  const change = ['value of the environment variable INFOMIN_TEST_LABEL'];
  expect(changesOf(before.dependencies, other.dependencies)).toEqual(change);
  expect(changesOf(before.ofEach, other.ofEach)).toEqual(change);
  expect(JSON.stringify(before.dependencies)).not.toContain('digit');
});
