import { expect, it } from 'vitest';
import { contrast, planOf, registryOf } from '../../test/plans.js';
import { beforeRuns, run } from '../../test/runs.js';
import { runTrialTask } from '../index.js';

const trials = () => [
  ...[0, 1, 2].map((seed) => contrast({ steps: 2 }, { seed, id: `trial-${seed}` })),
  contrast({ steps: 3 }, { id: 'longer' }),
];

/** What an engine is told of programs: how often each runs, in how many trials. */
function told() {
  const seen = new Set<string>();
  const plugin = beforeRuns(({ runs, trials }) => {
    if (runs !== undefined) seen.add(`${runs} runs, ${trials} trials`);
  });
  return { seen, plugin };
}

it('tells the engine how many trials do the same but for the seed', async () => {
  const { seen, plugin } = told();
  await run(planOf(...trials()), { plugins: [plugin] });
  expect([...seen]).toEqual(['2 runs, 3 trials', '3 runs, 1 trials']);
});

it('counts those that a process has to itself where trials run side by side', async () => {
  const { seen, plugin } = told();
  const registry = registryOf(plugin);
  await run(planOf(...trials()), {
    jobs: 2,
    elsewhere: (task, hooks) => runTrialTask(task, registry, hooks),
  });
  expect([...seen].sort()).toEqual(['2 runs, 2 trials', '3 runs, 1 trials']);
});
