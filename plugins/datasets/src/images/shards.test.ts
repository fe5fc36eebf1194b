import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { findShards } from './shards.js';

const kind = { extension: '.tar', advice: 'Add some.' };

/** The files of each split that is found below a folder called `test`. */
async function found(files: readonly string[], splits: readonly ('train' | 'val' | 'test')[]) {
  const folder = await mkdtemp(join(tmpdir(), 'infomin-shards-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const root = join(folder, 'test');
  for (const file of files) {
    await mkdir(join(root, file, '..'), { recursive: true });
    await writeFile(join(root, file), '');
  }
  const shards = await findShards({ root, splits: [...splits], testSplit: undefined }, kind);
  return Object.fromEntries(
    [...shards].map(([name, paths]) => [name, paths.map((path) => relative(root, path))]),
  );
}

it('takes words of names below the root for splits, not those of folders above', async () => {
  expect(await found(['a.tar', 'b.tar'], ['train', 'test'])).toEqual({ train: ['a.tar', 'b.tar'] });
  const named = ['train-00.tar', 'data/test-00.tar', 'val/x.tar', '.train-01.tar', 'other/train-02.tar'];
  expect(await found(named, ['train', 'val', 'test'])).toEqual({
    train: ['train-00.tar'],
    val: ['val/x.tar'],
    test: ['data/test-00.tar'],
  });
  expect(await found(named, ['train'])).toEqual({ train: ['train-00.tar'] });
});
