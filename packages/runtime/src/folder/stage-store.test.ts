import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { contrast, dense, planOf, sgd } from '../../test/plans.js';
import { beforeRuns, run, temporaryFolder } from '../../test/runs.js';
import { cleanStore } from './clean-store.js';
import { processTable, startOf } from './this-process.js';

const STEPS = 4;
const plan = (seed = 0) => planOf(contrast({ steps: STEPS }, { seed }));

/** Runs with a store in a folder of its own; how many steps were trained, and what was warned of. */
async function trained(stages: string, seed = 0, more: Parameters<typeof run>[1] = {}) {
  let steps = 0;
  const counting = beforeRuns(({ name }) => {
    if (!/^features\/|\/evaluation\//.test(name)) steps++;
  });
  const { trial, log, out } = await run(plan(seed), { stages, plugins: [counting], ...more });
  expect(trial.status).toBe('done');
  return {
    steps,
    warnings: log.filter((line) => line.startsWith('warn')),
    log,
    out,
    objectives: trial.objectives,
  };
}

const entries = async (store: string) => (await readdir(store)).filter((name) => name.endsWith('.bin'));

it('tells of a damaged entry, does not use it, and replaces it', async () => {
  const store = await temporaryFolder();
  await trained(store);
  const [name] = await entries(store);
  const path = join(store, name!);
  const whole = await readFile(path);
  const flipped = Buffer.from(whole);
  flipped[whole.length - 3]! ^= 1;
  for (const bytes of [flipped, whole.subarray(0, whole.length / 2), Buffer.alloc(0), Buffer.from('{}')]) {
    await writeFile(path, bytes);
    const again = await trained(store);
    expect(again.steps).toBe(STEPS);
    expect(again.warnings).toEqual([`warn: ${path} is damaged: nce is trained`]);
    expect((await trained(store)).steps).toBe(0);
  }
  // Whole, but of another stage.
  await trained(store, 1);
  const other = (await entries(store)).find((entry) => entry !== name)!;
  await copyFile(join(store, other), path);
  expect(await trained(store)).toMatchObject({
    steps: STEPS,
    warnings: [expect.stringContaining('is damaged')],
  });
  await rm(path);
  await mkdir(path);
  const told = await trained(store);
  expect(told.steps).toBe(STEPS);
  expect(told.warnings).toHaveLength(1);
  expect(told.warnings[0]).toContain(`stages are not kept in ${store}, and the run goes on`);
});

it('lets one of several runs train a stage, and the others wait for it', async () => {
  const store = await temporaryFolder();
  const all = await Promise.all([trained(store), trained(store), trained(store)]);
  expect(all.flatMap(({ warnings }) => warnings)).toEqual([]);
  expect(all.map(({ steps }) => steps).sort()).toEqual([0, 0, STEPS]);
  const waited = all.filter(({ log }) =>
    log.some((line) => /nce is being trained by process \d+/.test(line)),
  );
  expect(waited).toHaveLength(2);
  expect(await entries(store)).toHaveLength(1);
  expect(await readdir(join(store, 'training'))).toEqual([]);
  expect(await readdir(store)).not.toContainEqual(expect.stringContaining('.part'));
  expect(await trained(store)).toMatchObject({ steps: 0, objectives: all[0].objectives });
});

it('follows one who died while training', async () => {
  const store = await temporaryFolder();
  await trained(store);
  const [name] = await entries(store);
  const key = name!.slice(0, -'.bin'.length);
  const ends = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
  const holder = {
    pid: ends.pid,
    host: hostname(),
    table: processTable(),
    start: startOf(ends.pid!),
    token: 'x',
  };
  await rm(join(store, `${key}.bin`));
  await writeFile(join(store, 'training', key), JSON.stringify(holder));
  const waiting = trained(store);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(await entries(store)).toEqual([]);
  ends.kill('SIGKILL');
  expect(await waiting).toMatchObject({ steps: STEPS, warnings: [] });
  expect(await readdir(join(store, 'training'))).toEqual([]);
});

it('trains a stage once whose entry is damaged, however many come', async () => {
  const store = await temporaryFolder();
  await trained(store);
  const [name] = await entries(store);
  await writeFile(join(store, name!), 'damaged');
  const all = await Promise.all([trained(store), trained(store), trained(store)]);
  expect(all.reduce((sum, { steps }) => sum + steps, 0)).toBe(STEPS);
});

it('ends its waiting when it is asked to', async () => {
  const store = await temporaryFolder();
  await trained(store);
  const [name] = await entries(store);
  await rm(join(store, name!));
  const own = { pid: process.ppid, host: hostname(), table: processTable(), start: startOf(process.ppid) };
  await writeFile(
    join(store, 'training', name!.slice(0, -'.bin'.length)),
    JSON.stringify({ ...own, token: 'x' }),
  );
  const abort = new AbortController();
  let start = 0;
  const info = (text: string) => {
    if (!text.includes('is being trained')) return;
    start = performance.now();
    abort.abort();
  };
  const log = { info, warn() {}, debug() {} };
  const plugins = [beforeRuns(() => undefined)];
  const { trial } = await run(plan(), { stages: store, signal: abort.signal, log, plugins });
  expect(trial.status).toBe('interrupted');
  expect(performance.now() - start).toBeLessThan(10_000);
});

it('is no reason for a run to fail where it is no folder', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'file'), '');
  for (const stages of [join(folder, 'file'), join(folder, 'file/below'), '/proc/stages']) {
    const { steps, warnings } = await trained(stages);
    expect(steps).toBe(STEPS);
    expect(warnings).toHaveLength(1);
  }
});

/** Mounts a file system of its own, if that is possible here. */
const mounts = process.platform === 'linux' && process.getuid?.() === 0;
async function mounted(options: string): Promise<string> {
  const place = await temporaryFolder();
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', place]);
  expect(status, String(stderr)).toBe(0);
  onTestFinished(() => void spawnSync('umount', [place]));
  return place;
}

it.runIf(mounts)('tells once that its disk is full, and the run goes on', async () => {
  const store = await mounted('size=24k');
  await writeFile(join(store, 'full'), Buffer.alloc(24 * 1024 - 4096));
  const seeds = planOf(...[0, 1, 2].map((seed) => contrast({ steps: STEPS }, { seed, id: `seed-${seed}` })));
  await writeFile(join(store, 'fuller'), Buffer.alloc(4096)).catch(() => undefined);
  const { results, log } = await run(seeds, { stages: store });
  expect(results.trials.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
  const warnings = log.filter((line) => line.startsWith('warn'));
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain('the disk is full');
  expect(await readdir(store)).not.toContainEqual(expect.stringContaining('.part'));
  await rm(join(store, 'full'));
  await trained(store);
  expect((await trained(store)).steps).toBe(0);
});

it.runIf(mounts)('is read where it can only be read', async () => {
  const store = await mounted('size=1m');
  await trained(store);
  spawnSync('mount', ['-o', 'remount,ro', store]);
  const before = await readdir(store, { recursive: true });
  const kept = await trained(store);
  expect([kept.steps, kept.warnings]).toEqual([0, []]);
  expect(kept.log).toContain(`info: stages are taken from ${store}, which can only be read`);
  expect(await trained(store, 1)).toMatchObject({ steps: STEPS, warnings: [] });
  expect(await readdir(store, { recursive: true })).toEqual(before);
});

it('is cleaned of what no run needs, and of nothing that one under way may take', async () => {
  const store = await temporaryFolder();
  const [one, two] = [await trained(store, 0), await trained(store, 1)];
  const clean = (days?: number, dryRun = false) => cleanStore(store, { days, dryRun });
  await rm(two.out, { recursive: true });
  const time = new Date(Date.now() - 2 * 86_400_000);
  // Used within the hour, and a run that may be on another machine.
  expect((await clean()).removed).toEqual([]);
  for (const name of await entries(store)) await utimes(join(store, name), time, time);
  expect((await clean(1, true)).removed.map(({ runs }) => runs)).toEqual([[one.out]]);
  for (const name of await readdir(join(store, 'runs'))) await utimes(join(store, 'runs', name), time, time);
  const seen = await clean(undefined, true);
  expect(seen.removed.map(({ stage, runs }) => [stage, runs])).toEqual([['nce', []]]);
  expect(await entries(store)).toHaveLength(2);
  expect((await clean()).removed).toEqual(seen.removed);
  expect(await entries(store)).toHaveLength(1);
  expect(await readdir(join(store, 'runs'))).toHaveLength(1);
  expect((await clean(3)).removed).toEqual([]);
  await mkdir(join(one.out, 'jobs'));
  for (const name of ['run.lock', 'jobs/submission.json']) {
    await writeFile(join(one.out, name), '');
    expect((await clean(1)).removed).toEqual([]);
    await rm(join(one.out, name));
  }
  expect((await clean(1)).removed.map(({ runs }) => runs)).toEqual([[one.out]]);
  expect(await entries(store)).toEqual([]);
  // The run has what it trained.
  expect((await trained(store, 0, { out: one.out })).steps).toBe(0);
  const folder = await temporaryFolder();
  await writeFile(join(folder, `${'0'.repeat(64)}.bin`), 'mine');
  await expect(cleanStore(folder, { days: 0, dryRun: false })).rejects.toThrow('is no store of stages');
  expect(existsSync(join(folder, `${'0'.repeat(64)}.bin`))).toBe(true);
});

it('is cleaned of what no run needs any more, though that was used a moment before its runs went', async () => {
  const store = await temporaryFolder();
  const { out } = await trained(store);
  await rm(out, { recursive: true });
  const clean = () => cleanStore(store, { days: undefined, dryRun: false });
  const age = async (folder: string) => {
    const time = new Date(Date.now() - 2 * 86_400_000);
    for (const name of await readdir(folder)) await utimes(join(folder, name), time, time);
  };
  const part = (digit: number) => `.infomin-${String(digit).repeat(16)}.part`;
  await writeFile(join(store, part(0)), '');
  await age(join(store, 'runs'));
  expect((await clean()).left).toHaveLength(1);
  await age(store);
  await writeFile(join(store, part(1)), '');
  expect((await clean()).removed).toHaveLength(1);
  expect(await entries(store)).toEqual([]);
  expect((await readdir(store)).filter((name) => name.endsWith('.part'))).toEqual([part(1)]);
});

it('keeps that a stage collapsed, and how long it was trained', async () => {
  const stages = await temporaryFolder();
  const models = [dense('f', 4, 3, { zero: true })];
  const still = planOf(contrast({ steps: STEPS, optimizer: { f: sgd(0) } }, { models }));
  const first = (await run(still, { stages })).trial;
  const second = (await run(still, { stages })).trial;
  expect(first.status).toBe('collapsed');
  expect([second.status, second.objectives]).toEqual([first.status, first.objectives]);
  expect(second.seconds.train).toBe(first.seconds.train);
});

it('moves with its runs', async () => {
  const runs = await temporaryFolder();
  await trained(join(runs, '.stages'), 0, { out: join(runs, 'a') });
  const moved = join(await temporaryFolder(), 'moved');
  await rename(runs, moved);
  await mkdir(runs);
  expect((await trained(join(moved, '.stages'), 0, { out: join(moved, 'b') })).steps).toBe(0);
});
