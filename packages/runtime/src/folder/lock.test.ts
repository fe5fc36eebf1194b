import { spawn } from 'node:child_process';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { recorder, temporaryFolder } from '../../test/runs.js';
import { takeLock } from './lock.js';
import { processTable, startOf } from './this-process.js';

const take = (
  folder: string,
  more: { force?: boolean; silence?: number; log?: ReturnType<typeof recorder> } = {},
) => takeLock(folder, { force: false, signal: new AbortController().signal, log: recorder(), ...more });

const holder = (more: object) =>
  JSON.stringify({
    pid: process.pid,
    host: hostname(),
    token: 'x',
    since: new Date().toISOString(),
    ...more,
  });
const here = { table: processTable() };

const onLinux = it.runIf(process.platform === 'linux');

it('is held by one, who alone lets it go', async () => {
  const folder = await temporaryFolder();
  const lock = await take(folder);
  await expect(take(folder)).rejects.toMatchObject({
    name: 'UserError',
    message: `the output folder ${folder} is in use by process ${process.pid} on ${hostname()}, for 0 s`,
    suggestion: expect.stringContaining('--force-unlock'),
  });
  const log = recorder();
  const thief = await take(folder, { force: true, log });
  expect(log.lines).toEqual([
    `warn: the output folder ${folder} is taken from process ${process.pid} on ${hostname()}, for 0 s`,
  ]);
  expect(() => lock.check()).toThrow(`${folder} was taken over by process ${process.pid} on`);
  await lock.release();
  expect(() => thief.check()).not.toThrow();
  await thief.release();
  expect(await readdir(folder)).toEqual([]);
  expect(() => thief.check()).toThrow(
    'run.lock is gone: somebody removed it, or removed or renamed its folder',
  );
});

onLinux.each([
  ['an earlier process with the number of this one', { ...here, start: startOf(process.pid) }],
  ['a process that is gone', { ...here, pid: 2 ** 22 + 1, start: '1' }],
  ['an earlier process with the number of one that runs', { ...here, pid: process.ppid, start: '1' }],
])('is taken over at once from %s', async (_, more) => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'run.lock'), holder(more));
  await (await take(folder)).release();
});

onLinux('is not taken from a process that runs, however long its lock has been silent', async () => {
  const folder = await temporaryFolder();
  await writeFile(
    join(folder, 'run.lock'),
    holder({ ...here, pid: process.ppid, start: startOf(process.ppid), since: '2020-01-01T00:00:00Z' }),
  );
  await utimes(join(folder, 'run.lock'), 0, 0);
  await expect(take(folder, { silence: 0 })).rejects.toThrow(/in use by process \d+ on .*, for \d+ h$/);
});

it('is taken from a process of elsewhere that gives no sign of life, whatever its number', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'run.lock');
  const elsewhere = holder({ pid: 1, host: 'pod-1', table: 'pod-1', start: '3' });
  await writeFile(path, elsewhere);
  const beating = setInterval(() => void writeFile(path, elsewhere), 50);
  await expect(take(folder, { silence: 5000 })).rejects.toThrow('in use by process 1 on pod-1');
  clearInterval(beating);
  await (await take(folder, { silence: 300 })).release();
});

it('gives signs of life while it is held, also where the main thread is kept', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'run.lock');
  const lock = await take(folder);
  await utimes(path, 0, 0);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4000);
  const { statSync } = await import('node:fs');
  expect(statSync(path).mtimeMs).toBeGreaterThan(0);
  await lock.release();
});

it.each(['', '\0\0\0', '{"pid":12,"ho'])('is taken over where a full disk left %j', async (text) => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'run.lock'), text);
  await (await take(folder)).release();
});

it('goes to one of those that find it left behind', async () => {
  const folder = await temporaryFolder();
  for (let race = 0; race < 25; race++) {
    await writeFile(join(folder, 'run.lock'), holder({ ...here, pid: 2 ** 22 + 1, start: `${race}` }));
    const ended = await Promise.allSettled([0, 1, 2, 3].map(() => take(folder)));
    const locks = ended.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    expect(locks).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['run.lock']);
    await locks[0]!.release();
  }
});

it('is let go by a process that exits in the middle of things', async () => {
  const folder = await temporaryFolder();
  const script = new URL('../../dist/folder/lock.js', import.meta.url);
  const program = `
    const { takeLock } = await import(${JSON.stringify(script.href)});
    await takeLock(${JSON.stringify(folder)}, { force: false, signal: new AbortController().signal, log: {} });
    process.exit(3);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'inherit' });
  expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(3);
  expect(await readdir(folder)).toEqual([]);
  expect(await readFile(script, 'utf8')).not.toBe('');
});
