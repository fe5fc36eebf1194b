import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planOf, regression } from '../../test/plans.js';
import { recorder, temporaryFolder } from '../../test/runs.js';
import type { Dependencies } from './dependencies.js';
import { takeRunFolder } from './run-folder.js';

const plan = planOf(regression());
const cpu: Dependencies = { engine: 'cpu', data: { d: '1' }, code: { infomin: '1', mine: '1' } };
const take = (folder: string, overwrite = false, dependencies = cpu) =>
  takeRunFolder(folder, plan, dependencies, {
    overwrite,
    force: false,
    signal: new AbortController().signal,
    log: recorder(),
  });

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
    await taken.begun();
    await taken.release();
  }
  expect((await readdir(folder)).sort()).toEqual(['notes.txt', 'results.json', 'run.json']);
  expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
});

it.each([0, 1, 2, 3])(
  'brings a run back that a new one was to replace and did not, %s files aside',
  async (moved) => {
    const folder = await temporaryFolder();
    const old = await take(folder);
    await old.store.write('results.json', 'old');
    await old.store.write('trials/a/result.json', 'old');
    await old.release();
    const other = planOf(regression({ steps: 99 }));
    if (moved === 0) {
      const log = recorder();
      const options = { overwrite: true, force: false, signal: new AbortController().signal, log };
      const next = await takeRunFolder(folder, other, cpu, options);
      await next.store.write('results.json', 'new');
      await next.release();
      expect(log.lines).toEqual([
        `warn: ${folder} holds the run of before again: this one did not come to its first step`,
      ]);
    } else {
      // Killed while it set files aside, or before its first step.
      await mkdir(join(folder, '.infomin-replaced'));
      for (const name of ['results.json', 'trials', 'run.json'].slice(0, moved))
        await rename(join(folder, name), join(folder, '.infomin-replaced', name));
      if (moved === 3) await writeFile(join(folder, 'results.json'), 'new');
    }
    const again = await take(folder);
    expect(again.again).toBe(true);
    expect(await readFile(join(folder, 'results.json'), 'utf8')).toBe('old');
    expect(await readFile(join(folder, 'trials/a/result.json'), 'utf8')).toBe('old');
    await again.release();
    expect((await readdir(folder)).sort()).toEqual(['results.json', 'run.json', 'trials']);
  },
);

it('sweeps what a killed run left half-written, and nothing else', async () => {
  const folder = await temporaryFolder();
  await (await take(folder)).release();
  await mkdir(join(folder, 'trials/a'), { recursive: true });
  const part = '.infomin-0123456789abcdef.part';
  for (const name of [part, `trials/a/${part}`, 'mine.part', 'trials/a/checkpoint-a.bin'])
    await writeFile(join(folder, name), '');
  await (await take(folder)).release();
  expect((await readdir(folder, { recursive: true })).sort()).toEqual([
    'mine.part',
    'run.json',
    'trials',
    'trials/a',
    'trials/a/checkpoint-a.bin',
  ]);
});

it.each([
  ['engine (cpu, not torch, bf16)', { engine: 'torch, bf16' }],
  ['content of the files of d', { data: { d: '2' } }],
  ['code of plugin mine, and another build of infomin', { code: { mine: '2', infomin: '2' } }],
])('refuses to go on with another %s, and says so', async (change, now) => {
  const folder = await temporaryFolder();
  await (await take(folder)).release();
  await expect(take(folder, false, { ...cpu, ...now })).rejects.toMatchObject({
    message: `the output folder ${folder} holds this run with another ${change}`,
    suggestion: expect.stringMatching(/another --out.* taken from the store.*--overwrite/),
  });
  const again = await take(folder);
  expect(again.again).toBe(true);
  await again.release();
  await (await take(folder, true, { ...cpu, ...now })).release();
});

it('goes on where data could not be read at times, and remembers them', async () => {
  const folder = await temporaryFolder();
  const seen: Dependencies['data'][] = [{}, { d: '1' }, {}];
  for (const data of seen) await (await take(folder, false, { ...cpu, data })).release();
  await expect(take(folder, false, { ...cpu, data: { d: '2' } })).rejects.toThrow(
    'content of the files of d',
  );
});

it('tells a run of before dependencies were kept', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'run.json'), JSON.stringify({ file: '', hash: plan.hash, engine: 'cpu' }));
  await expect(take(folder)).rejects.toThrow('holds this run by an earlier version of infomin');
});
