import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Executor, TrialFiles } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { contrast, planOf, registryOf } from '../../test/plans.js';
import { recorder, run, temporaryFolder } from '../../test/runs.js';
import {
  collectPlan,
  runLoneTrial,
  runTrialTask,
  type SubmitOptions,
  statesOf,
  submitPlan,
  type TrialTask,
} from '../index.js';
import { refuseOthers } from './dependencies.js';
import { readHanded } from './trial-states.js';

const plan = planOf(...[0, 1, 2].map((seed) => contrast({ steps: 6 }, { seed, id: `trial-${seed}` })));
const log = recorder();
const signal = new AbortController().signal;

/** Trials wait until the test runs them, in the run's folder or in one of their own, whose files return. */
function byHand(out: string) {
  const waiting = new Set<string>();
  const returned = new Map<string, TrialFiles>();
  const executor: Executor = {
    async submit(jobs) {
      for (const { id } of jobs) waiting.add(id);
      return { jobs: jobs.map(({ id }) => id) };
    },
    isTicket: ({ jobs }) => Array.isArray(jobs),
    active: async () => new Map([...waiting].map((id) => [id, 'waiting'])),
    gather: async (_, ids, take) => {
      for (const [id, files] of returned) if (ids.has(id)) await take(id, files);
    },
    cancel: async () => waiting.clear(),
  };
  const runNext = async (folder = out, more: Partial<TrialTask> = {}) => {
    const [id] = waiting;
    const trial = plan.trials.find((trial) => trial.id === id)!;
    const task = { trial, folder, engine: 'cpu', engineArgs: {}, resume: true, ...more };
    const result = await runLoneTrial(
      { cacheFolder: undefined, checkpointInterval: undefined, ...task },
      (task, hooks) => runTrialTask(task, registryOf(), hooks),
      { log, signal, progress: () => undefined },
    );
    waiting.delete(id!);
    return result;
  };
  const options = {
    plan,
    registry: registryOf(),
    out,
    engine: 'cpu',
    log,
    on: 'test',
    options: {},
    executor,
  };
  return {
    executor,
    waiting,
    returned,
    runNext,
    submit: (again = false, more: Partial<SubmitOptions> = {}) =>
      submitPlan({ ...options, again, executor: async () => executor, ...more }),
  };
}

async function collect(out: string, executor: Executor, cancel = false) {
  const { plan, submission } = await readHanded(out);
  return collectPlan({ folder: out, plan, submission, executor, log }, registryOf(), { signal, cancel });
}

async function states(out: string, executor: Executor) {
  const found = await statesOf({ ...(await readHanded(out)), executor, log });
  return found.map(({ state }) => state);
}

const timeless = (value: unknown) =>
  JSON.parse(
    JSON.stringify(value, (key, part) =>
      key === 'seconds' || key === 'images_per_second' ? undefined : part,
    ),
  );

const metricsOf = async (out: string) => {
  const lines = (await readFile(join(out, 'metrics.jsonl'), 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.stringify(timeless(JSON.parse(line)))).sort();
};

it('gives what a run here gives, collected in parts', async () => {
  const out = await temporaryFolder();
  const { executor, runNext, submit } = byHand(out);
  expect(await submit()).toMatchObject({ trials: plan.trials, active: 0 });
  expect(await states(out, executor)).toEqual(['waiting', 'waiting', 'waiting']);
  await runNext();
  expect(await states(out, executor)).toEqual(['done', 'waiting', 'waiting']);
  expect((await collect(out, executor)).results.trials).toHaveLength(1);
  expect(await submit()).toMatchObject({ trials: [], active: 2 });
  await expect(run(plan, { out })).rejects.toThrow('were handed to test');
  await runNext();
  await runNext();
  const { results } = await collect(out, executor);
  const here = await run(plan);
  expect(timeless(results)).toEqual(timeless(here.results));
  expect(await metricsOf(out)).toEqual(await metricsOf(here.out));
  const again = await run(plan, { out });
  expect(again.log).toContain('info: trial trial-1: done in an earlier run, not run again');
  expect(again.log.filter((line) => line.startsWith('warn'))).toEqual([]);
});

it('hands over again what was lost or failed, and nothing else', async () => {
  const out = await temporaryFolder();
  const { executor, waiting, runNext, submit } = byHand(out);
  await submit();
  await runNext();
  // No engine of this name: an error of the trial's machine.
  expect(await runNext(out, { engine: 'none' })).toMatchObject({ status: 'failed' });
  waiting.clear();
  expect(await states(out, executor)).toEqual(['done', 'failed', 'lost']);
  expect((await submit()).trials.map(({ id }) => id)).toEqual(['trial-1', 'trial-2']);
  expect(await states(out, executor)).toEqual(['done', 'waiting', 'waiting']);
  await runNext();
  await runNext();
  expect((await collect(out, executor)).results.trials.map(({ status }) => status)).toEqual(
    Array(3).fill('done'),
  );
});

it('leaves no results of probes that have changed for `runs` to show', async () => {
  const { out } = await run(plan);
  const results = () => readFile(join(out, 'results.json'), 'utf8');
  const { submit } = byHand(out);
  await submit();
  expect(JSON.parse(await results()).trials).toHaveLength(3);
  await submit(false, {
    plan: { ...plan, trials: plan.trials.map((trial) => ({ ...trial, hash: `${trial.hash}x` })) },
  });
  await expect(results()).rejects.toThrow('ENOENT');
});

it('hands over again what waits or runs, where that was only printed', async () => {
  const out = await temporaryFolder();
  const { runNext, submit } = byHand(out);
  await submit();
  await runNext();
  const { trials, active, submission } = await submit(true);
  expect(trials.map(({ id }) => id)).toEqual(['trial-1', 'trial-2']);
  expect([active, submission.tickets.length]).toEqual([0, 1]);
});

it('leaves a folder as it was, or to runs here, where nobody takes the trials', async () => {
  const { out } = await run(planOf(plan.trials[0]!));
  const { executor, submit } = byHand(out);
  const before = await readFile(join(out, 'plan.json'), 'utf8');
  const none = { executor: () => Promise.reject(new Error('no such executor')) };
  await expect(submit(false, none)).rejects.toThrow('no such executor');
  expect(await readFile(join(out, 'plan.json'), 'utf8')).toBe(before);
  const refusing = { ...executor, submit: () => Promise.reject(new Error('invalid partition')) };
  const refused = { executor: async () => refusing };
  await expect(submit(false, { ...refused, overwrite: true })).rejects.toThrow('invalid partition');
  expect(await readFile(join(out, 'plan.json'), 'utf8')).toBe(before);
  await expect(submit(false, refused)).rejects.toThrow('invalid partition');
  expect((await run(plan, { out })).results.trials).toHaveLength(3);
});

it('cancels what waits, and the same run goes on here', async () => {
  const out = await temporaryFolder();
  const { executor, runNext, submit } = byHand(out);
  await submit();
  await runNext();
  expect((await collect(out, executor, true)).results.trials).toHaveLength(1);
  const { results } = await run(plan, { out });
  expect(timeless(results)).toEqual(timeless((await run(plan)).results));
});

it('takes what trials left elsewhere, and no result of another trial', async () => {
  const out = await temporaryFolder();
  const { executor, returned, waiting, runNext, submit } = byHand(out);
  await submit();
  const apart = await temporaryFolder();
  await runNext(apart);
  const read = (name: string) => readFile(join(apart, 'trials/trial-0', name), 'utf8');
  const files = {
    'result.json': await read('result.json'),
    'metrics.jsonl': await read('metrics.jsonl'),
    '../../escaped': 'text',
    '.hidden': 'text',
  };
  returned.set('trial-1', files);
  expect(await states(out, executor)).toEqual(['lost', 'waiting', 'waiting']);
  returned.set('trial-0', { ...files, 'result.json': files['result.json'].replace('"done"', '"failed"') });
  expect(await states(out, executor)).toEqual(['lost', 'waiting', 'waiting']);
  returned.set('trial-0', files);
  expect(await states(out, executor)).toEqual(['done', 'waiting', 'waiting']);
  await expect(readFile(join(out, 'escaped'))).rejects.toThrow('ENOENT');
  await expect(readFile(join(out, 'trials/trial-0/.hidden'))).rejects.toThrow('ENOENT');
  waiting.clear();
  const { results } = await collect(out, executor);
  const here = await run(planOf(plan.trials[0]!));
  expect(timeless(results.trials)).toEqual(timeless(here.results.trials));
  expect(await metricsOf(out)).toEqual(await metricsOf(here.out));
});

it('tells once that a result is damaged', async () => {
  const out = await temporaryFolder();
  const { executor, waiting, runNext, submit } = byHand(out);
  await submit();
  await runNext();
  waiting.clear();
  await writeFile(join(out, 'trials/trial-0/result.json'), '{');
  const before = log.lines.length;
  await collect(out, executor);
  const told = log.lines.slice(before).filter((line) => line.includes('result.json is damaged'));
  expect(told).toHaveLength(1);
});

it('lets one process have a trial', async () => {
  const out = await temporaryFolder();
  const { runNext, submit } = byHand(out);
  await submit();
  const both = await Promise.allSettled([runNext(), runNext()]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(both.find((one) => one.status === 'rejected')).toMatchObject({
    reason: { message: expect.stringContaining('in use') },
  });
});

it('says where a folder has nothing in other hands', async () => {
  const out = await temporaryFolder();
  await run(plan, { out });
  await rm(join(out, 'jobs'), { recursive: true, force: true });
  await expect(readHanded(out)).rejects.toThrow('no trials of');
});

it('refuses a trial where engine or code are not those that it was handed over with', async () => {
  const out = await temporaryFolder();
  const hand = byHand(out);
  await hand.submit();
  const { dependencies } = (await readHanded(out)).submission;
  const here = { plan, registry: registryOf(), engine: 'cpu' };
  await refuseOthers(dependencies, here);
  const other = { ...dependencies, engine: 'onnx', code: { infomin: 'other' } };
  await expect(refuseOthers(other, here)).rejects.toThrow(
    'was handed over with another engine (onnx, not cpu), and another build of infomin',
  );
});

it('says that a submission is damaged where it holds what its executor never gave', async () => {
  const out = await temporaryFolder();
  const { executor, submit } = byHand(out);
  const { submission } = await submit();
  await writeFile(join(out, 'jobs/submission.json'), JSON.stringify({ ...submission, tickets: [{}] }));
  for (const work of [() => states(out, executor), () => collect(out, executor, true), submit])
    await expect(work()).rejects.toThrow('submission.json is damaged');
});

it('says that a submission is damaged, or no file', async () => {
  const out = await temporaryFolder();
  const { submission } = await byHand(out).submit();
  const path = join(out, 'jobs/submission.json');
  const wrong = JSON.stringify({ ...submission, options: { slurmArgs: 5 } });
  for (const text of ['{', 'null', '{"on": "slurm", "tickets": [null]}', wrong]) {
    await writeFile(path, text);
    await expect(readHanded(out)).rejects.toThrow('submission.json is damaged');
  }
  await rm(path);
  await promisify(execFile)('mkfifo', [path]);
  await expect(readHanded(out)).rejects.toThrow('is a pipe or a device');
});
