import { cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan, TrialPlan } from '@infomin/plan';
import type { Plugin } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { contrast, hashOf, planOf, regression } from '../../test/plans.js';
import { beforeRuns, run, temporaryFolder } from '../../test/runs.js';

const STEPS = 6;

/** A trial as a plan has it whose sweeps name it so; the hash of its training knows nothing of that. */
function seeded(seed: number, id = `seed-${seed}`, steps = STEPS): TrialPlan {
  const training = hashOf([seed, steps]);
  return contrast({ steps }, { seed, id, training, hash: hashOf([training, 'probes']) });
}

const seeds = (...list: number[]) => planOf(...list.map((seed) => seeded(seed)));

const isTraining = (program: string) => !/^features\/|\/evaluation\//.test(program);

/** Counts steps of training. */
function counter(): Plugin & { steps: number } {
  const counted = { steps: 0 };
  const plugin = beforeRuns(({ name }) => {
    if (isTraining(name)) counted.steps++;
  });
  return Object.assign(Object.create(counted) as { steps: number }, plugin);
}

function timeless(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, part) =>
      key === 'seconds' || key === 'images_per_second' ? undefined : part,
    ),
  );
}

const sorted = (lines: readonly unknown[]) => lines.map((line) => JSON.stringify(timeless(line))).sort();

/** Runs a plan in a folder that has another's run: results are those of a folder of its own. */
async function grown(plan: Plan, out: string) {
  const counted = counter();
  const there = await run(plan, { out, plugins: [counted] });
  const fresh = await run(plan);
  expect(timeless(there.results)).toEqual(timeless(fresh.results));
  expect(sorted(there.metrics)).toEqual(sorted(fresh.metrics));
  expect(there.log.filter((line) => line.startsWith('warn'))).toEqual([]);
  return { steps: counted.steps, log: there.log };
}

it('trains what is new alone where seeds are added, and keeps what a narrower plan leaves out', async () => {
  const { out } = await run(seeds(0, 1, 2));
  const wider = await grown(seeds(0, 1, 2, 3, 4, 5), out);
  expect(wider.steps).toBe(3 * STEPS);
  expect(wider.log).toContain(
    'info: kept 3 of 6 trials: nothing that their trainings depend on has changed; 3 are new',
  );
  expect((await grown(planOf(seeded(4, 'trial')), out)).steps).toBe(0);
  expect((await grown(seeds(0, 1, 2, 3, 4, 5), out)).steps).toBe(0);
  // Where names are those of other trials.
  expect((await grown(planOf(seeded(2, 'seed-1'), seeded(1, 'seed-2')), out)).steps).toBe(0);
  expect((await grown(planOf(seeded(1, 'trial')), out)).steps).toBe(0);
  expect((await grown(planOf(seeded(2, 'trial')), out)).steps).toBe(0);
  expect((await grown(seeds(0, 1, 2, 3, 4, 5), out)).steps).toBe(0);
});

it('trains again what has changed, and not when it is changed back', async () => {
  const { out } = await run(seeds(0, 1));
  const changed = planOf(seeded(0), seeded(1, 'seed-1', 3));
  const { steps, log } = await grown(changed, out);
  expect(steps).toBe(3);
  expect(log).toContain(
    'info: kept 1 of 2 trials: nothing that their trainings depend on has changed; 1 run again, for it has',
  );
  expect((await grown(seeds(0, 1), out)).steps).toBe(0);
  expect((await grown(changed, out)).steps).toBe(0);
});

it('goes on with an interrupted sweep that is narrowed, then widened', async () => {
  const out = await temporaryFolder();
  const abort = new AbortController();
  let steps = 0;
  const stop = beforeRuns(({ name }) => {
    if (isTraining(name) && ++steps === STEPS + 4) abort.abort();
  });
  await run(seeds(0, 1, 2), { out, signal: abort.signal, plugins: [stop] });
  expect((await grown(planOf(seeded(1, 'trial')), out)).steps).toBe(STEPS - 4);
  expect((await grown(seeds(0, 1, 2), out)).steps).toBe(STEPS);
});

it('measures another probe with what is trained, also where two trials have one training', async () => {
  const training = hashOf('regression');
  const probed = (id: string, name: string) => {
    const trial = regression({ steps: STEPS }, { id, training, hash: hashOf(name) });
    return { ...trial, probes: trial.probes.map((probe) => ({ ...probe, name })) };
  };
  const { out } = await run(planOf(probed('trial', 'mean')));
  expect((await grown(planOf(probed('trial', 'other')), out)).steps).toBe(0);
  expect((await grown(planOf(probed('a', 'mean'), probed('b', 'other')), out)).steps).toBe(0);
});

it('goes on in a folder that was moved, by another machine', async () => {
  const { out } = await run(seeds(0, 1));
  const moved = join(await temporaryFolder(), 'deep/er');
  await mkdir(join(moved, '..'));
  await rename(out, moved);
  await writeFile(join(moved, 'run.lock'), JSON.stringify({ pid: 1, host: 'elsewhere', token: 'x' }));
  const plan = { ...seeds(0, 1, 2), file: '/home/other/renamed.infomin' };
  const { results } = await run(plan, { out: moved, forceUnlock: true });
  expect(results.trials.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
});

it('arranges again what was cut short', async () => {
  const { out } = await run(seeds(0, 1));
  // A process that was killed between two renames.
  const hash = seeded(0).training;
  await cp(join(out, 'metrics.jsonl'), join(out, 'trials/seed-0/metrics.jsonl'));
  await rename(join(out, 'trials/seed-0'), join(out, `trials/.kept-${hash.slice(0, 32)}`));
  expect((await grown(planOf(seeded(0, 'trial')), out)).steps).toBe(0);
  expect((await grown(seeds(0, 1), out)).steps).toBe(0);
  expect((await readdir(join(out, 'trials'))).sort()).toEqual(['seed-0', 'seed-1']);
});

it('refuses a folder that shares nothing, and one whose trials are in other hands', async () => {
  const { out } = await run(seeds(0));
  const before = await readFile(join(out, 'results.json'), 'utf8');
  const other = { ...seeds(1), file: 'other.infomin' };
  await expect(run(other, { out })).rejects.toThrow('holds a run of test.infomin');
  await mkdir(join(out, 'jobs'));
  const dependencies = { engine: 'cpu', data: {}, code: {} };
  const submission = { on: 'slurm', options: {}, engine: 'cpu', engineArgs: {}, tickets: [], dependencies };
  await writeFile(join(out, 'jobs/submission.json'), JSON.stringify(submission));
  await expect(run(seeds(0, 1), { out })).rejects.toThrow('were handed to slurm');
  expect(await readFile(join(out, 'results.json'), 'utf8')).toBe(before);
});

it('renames what was logged for TensorBoard with its trial', async () => {
  const { out } = await run(planOf(seeded(1, 'trial')));
  await mkdir(join(out, 'tensorboard/trial'), { recursive: true });
  await writeFile(join(out, 'tensorboard/trial/events'), '');
  await run(seeds(0, 1), { out });
  expect(await readdir(join(out, 'tensorboard'))).toEqual(['seed-1']);
  expect(await readdir(join(out, 'tensorboard/seed-1'))).toEqual(['events']);
});
