import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { contrast, planOf, registryOf } from '../../test/plans.js';
import { run, temporaryFolder } from '../../test/runs.js';
import { type RunElsewhere, runTrialTask } from '../index.js';

const trials = () => [0, 1, 2].map((seed) => contrast({ steps: 6 }, { seed, id: `trial-${seed}` }));

/** In this process, but through the task that another one would be sent. */
const apart: RunElsewhere = (task, hooks) => runTrialTask(structuredClone(task), registryOf(), hooks);

function timeless(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, part) =>
      key === 'seconds' || key === 'images_per_second' ? undefined : part,
    ),
  );
}

it('gives the same results side by side as one after another', async () => {
  const plan = planOf(...trials());
  const alone = await run(plan);
  const together = await run(plan, { jobs: 2, elsewhere: apart });
  expect(timeless(together.results)).toEqual(timeless(alone.results));
  const sorted = (lines: unknown[]) => lines.map((line) => JSON.stringify(timeless(line))).sort();
  expect(sorted(together.metrics)).toEqual(sorted(alone.metrics));
});

it('goes on with the others where the process of a trial dies, and runs that trial alone again', async () => {
  const plan = planOf(...trials());
  const out = await temporaryFolder();
  const dying: RunElsewhere = (task, hooks) =>
    task.trial.id === 'trial-1' ? Promise.reject(new Error('signal SIGSEGV')) : apart(task, hooks);
  const first = await run(plan, { out, jobs: 2, elsewhere: dying });
  expect(first.results.trials.map(({ status }) => status)).toEqual(['done', 'failed', 'done']);
  expect(first.results.trials[1]).toMatchObject({ error: { message: 'signal SIGSEGV', internal: true } });
  const begun: string[] = [];
  const counting: RunElsewhere = (task, hooks) => {
    begun.push(task.trial.id);
    return apart(task, hooks);
  };
  const again = await run(plan, { out, jobs: 2, elsewhere: counting });
  expect(again.results.trials.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
  // One trial is left: it has the machine, and this process, for itself.
  expect(begun).toEqual([]);
});

it('tells a process that was killed as no fault of infomin', async () => {
  const lost = Object.assign(new Error('it was killed'), { name: 'TrialLost', suggestion: 'Give --jobs 1.' });
  const killed: RunElsewhere = () => Promise.reject(lost);
  const { results } = await run(planOf(...trials()), { jobs: 2, elsewhere: killed });
  expect(results.trials[0]?.error).toEqual({
    message: 'it was killed',
    suggestion: 'Give --jobs 1.',
    internal: false,
  });
});

it('ends all when asked to, and the same call goes on', async () => {
  const plan = planOf(...trials());
  const out = await temporaryFolder();
  const abort = new AbortController();
  const cut = await run(plan, {
    out,
    jobs: 2,
    elsewhere: apart,
    signal: abort.signal,
    progress: () => abort.abort(),
  });
  expect(cut.results.trials.map(({ status }) => status)).toEqual(['interrupted', 'interrupted']);
  const rest = await run(plan, { out, jobs: 2, elsewhere: apart });
  expect(timeless(rest.results)).toEqual(timeless((await run(plan)).results));
});

it('ends where the engine cannot start, with its reason', async () => {
  const refusing: RunElsewhere = () => Promise.reject(new UserError('no device', 'Plug one in.'));
  const out = await temporaryFolder();
  await expect(run(planOf(...trials()), { out, jobs: 2, elsewhere: refusing })).rejects.toThrow('no device');
  await expect(readFile(join(out, 'run.lock'))).rejects.toThrow('ENOENT');
});
