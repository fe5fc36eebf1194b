import { mkdir, open, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { classOf, dataset, UserError } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { call, contrast, registryOf } from '../../test/plans.js';
import { temporaryFolder } from '../../test/runs.js';
import { dataOf, filesHash } from './fingerprint.js';

async function folderOf(files: Readonly<Record<string, string>>) {
  const folder = join(await temporaryFolder(), 'data');
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return { folder, paths: Object.keys(files).map((name) => join(folder, name)) };
}

const long = 'x'.repeat(200_000);
const files = { 'train/a/1': 'one', 'train/b/2': long, 'test/3': '' };

it('tells other content, sizes, names and orders, and not where files lie', async () => {
  const { folder, paths } = await folderOf(files);
  const before = await filesHash(paths);
  await rename(folder, `${folder}-moved`);
  expect(await filesHash(paths.map((path) => path.replace('/data/', '/data-moved/')))).toBe(before);
  const others: Readonly<Record<string, string>>[] = [
    { ...files, 'train/a/1': 'two' },
    { ...files, 'train/b/2': `${long.slice(1)}y` },
    { ...files, 'train/b/2': `${long}x` },
    { 'train/a/1': 'one', 'train/c/2': long, 'test/3': '' },
    { 'train/b/2': long, 'train/a/1': 'one', 'test/3': '' },
  ];
  for (const changed of others) expect(await filesHash((await folderOf(changed)).paths)).not.toBe(before);
});

it('reads of much data where files begin, blocks from all over, and every size', async () => {
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i}`, long]));
  const most = 10 * 64 * 1024;
  const before = await filesHash((await folderOf(many)).paths, undefined, most);
  const seen = async (i: number, text: string) =>
    (await filesHash((await folderOf({ ...many, [i]: text })).paths, undefined, most)) !== before;
  const turned = await Promise.all(
    Array.from({ length: 40 }, (_, i) => seen(i, 'x'.repeat(10_000) + 'y'.repeat(190_000))),
  );
  expect(turned.filter(Boolean).length).toBeGreaterThanOrEqual(5);
  expect(turned.filter(Boolean).length).toBeLessThan(25);
  expect(turned.slice(0, 20)).toContain(true);
  expect(turned.slice(20)).toContain(true);
  expect(await seen(7, `${long}x`)).toBe(true);
  for (const i of [0, 7, 39]) expect(await seen(i, `y${long.slice(1)}`)).toBe(true);
});

it('reads labels whole beside many images', async () => {
  const labels = '0'.repeat(100_000);
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i}.png`, long]));
  const of = async (text: string) =>
    filesHash((await folderOf({ ...many, 'labels.csv': text })).paths, undefined, 10 * 64 * 1024);
  const before = await of(labels);
  for (const place of [0, 50_000, 99_999])
    expect(await of(`${labels.slice(0, place)}1${labels.slice(place + 1)}`)).not.toBe(before);
});

it('reads the classes that a dataset gives of a large file, wherever they lie in it', async () => {
  const path = join(await temporaryFolder(), 'shard');
  const [size, at] = [2 ** 29, 2 ** 28 + 100_000];
  const column = { type: classOf('?'), doc: '' };
  const Shard = dataset({
    name: 'Shard',
    doc: 'A byte of a file.',
    parameters: z.object({}),
    describe: () => ({ columns: { label: column, none: column }, splits: { train: { doc: '' } } }),
    implementation: async () => ({
      default: {
        files: async () => [path],
        open: async () => {
          const file = await open(path);
          const read = async ({ column }: { column: string }) => {
            if (column === 'none') throw new UserError('there are none', 'Name another column.');
            const { buffer } = await file.read(Buffer.alloc(1), 0, 1, at);
            return { dtype: 'int32' as const, shape: [1], data: Int32Array.from(buffer) };
          };
          return { splits: { train: { size: 1, read } }, dispose: () => file.close() };
        },
      },
    }),
  });
  const registry = registryOf({ name: 'shards', version: '1', doc: '', constructors: [Shard] });
  const plan = contrast();
  const datasets = [{ ...plan.datasets[0]!, call: call('shards/Shard', {}) }];
  const hashWith = async (label: number, place: number) => {
    const file = await open(path, 'w');
    await file.truncate(size);
    await file.write(Buffer.of(label), 0, 1, place);
    await file.close();
    return dataOf({ trials: [{ ...plan, datasets }] }, registry).then(
      ({ byName }) => Object.values(byName)[0],
    );
  };
  const before = await hashWith(0, at);
  expect(before).toMatch(/^[0-9a-f]{64}$/);
  expect(await hashWith(1, at - 1), 'no label, between blocks').toBe(before);
  expect(await hashWith(1, at)).not.toBe(before);
});

it('is that of nothing where there are no files', async () => {
  expect(await filesHash([])).toMatch(/^[0-9a-f]{64}$/);
});
