import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planOf, regression } from '../../test/plans.js';
import { temporaryFolder } from '../../test/runs.js';
import { takeRunFolder } from './run-folder.js';

const plan = planOf(regression());
const take = (folder: string, overwrite = false) => takeRunFolder(folder, plan, 'cpu', overwrite);

it.each([
  ['plan.json', '{}'],
  ['metrics.jsonl', '{"step":1}'],
  ['results.json', '[]'],
  ['report.html', '<p>mine</p>'],
  ['run.json', '{"name":"mine"}'],
  ['run.json', 'mine'],
  ['run.json', 'null'],
  ['run.lock', 'mine'],
])('touches nothing where there is a %s of somebody else: %s', async (name, text) => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, name), text);
  for (const overwrite of [false, true]) {
    await expect(take(folder, overwrite)).rejects.toMatchObject({
      name: 'UserError',
      message: `the output folder ${folder} holds ${name}, which no run of infomin wrote and a run would replace`,
      suggestion: `Choose another with --out, or move ${name} away.`,
    });
  }
  expect(await readdir(folder)).toEqual([name]);
  expect(await readFile(join(folder, name), 'utf8')).toBe(text);
});

it('touches no folder of trials of somebody else', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'trials'));
  await writeFile(join(folder, 'trials/1.csv'), 'mine');
  await expect(take(folder, true)).rejects.toThrow('holds trials, which no run of infomin wrote');
  expect(await readFile(join(folder, 'trials/1.csv'), 'utf8')).toBe('mine');
});

it('takes a folder with other files, and keeps them when a run is replaced', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'notes.txt'), 'mine');
  for (const [overwrite, again] of [
    [false, false],
    [false, true],
    [true, false],
  ] as const) {
    const taken = await take(folder, overwrite);
    expect(taken.again).toBe(again);
    await taken.store.write('results.json', '{}');
    await taken.release();
  }
  expect((await readdir(folder)).sort()).toEqual(['notes.txt', 'results.json', 'run.json']);
  expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
});

it('takes over a lock that its process left before it signed', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'run.lock'), '');
  await (await take(folder)).release();
  expect(await readdir(folder)).toEqual(['run.json']);
});
