import { dataset, definePlugin, UserError, vector } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { call, place, planOf, regression } from '../../test/plans.js';
import { run } from '../../test/runs.js';

const absent = () => {
  throw new UserError('photos does not exist', 'Say where it is.');
};
const disk = definePlugin({
  name: 'disk',
  version: '1',
  doc: '',
  constructors: [
    dataset({
      name: 'Photos',
      doc: '',
      parameters: z.object({ root: z.string() }),
      describe: () => ({
        columns: { x: { type: vector(3), doc: '' }, y: { type: vector(2), doc: '' } },
        splits: { train: { doc: '' }, test: { doc: '' } },
      }),
      implementation: async () => ({ default: { files: absent, open: absent } }),
    }),
  ],
});

function over(roots: readonly string[]) {
  const told: string[] = [];
  const trials = roots.map((root, i) => ({
    ...regression(),
    id: `trial-${i}`,
    hash: `${i}`,
    training: `${i}`,
    datasets: [{ id: 'd', name: 'd', call: call('disk/Photos', { root }), place }],
  }));
  const running = run(planOf(...trials), {
    plugins: [disk],
    onTrial: ({ trial, result }) => void (result && told.push(trial.id)),
  });
  return { running, told };
}

it('ends with the first trial where all read a dataset that is not there', async () => {
  const { running, told } = over(['photos', 'photos', 'photos']);
  await expect(running).rejects.toMatchObject({
    name: 'UserError',
    message: 'photos does not exist',
    suggestion: 'Say where it is.',
  });
  expect(told).toEqual([]);
});

it('tries each trial where they read others', async () => {
  const { running, told } = over(['photos', 'more photos']);
  expect((await running).results.trials.map(({ status }) => status)).toEqual(['failed', 'failed']);
  expect(told).toEqual(['trial-0', 'trial-1']);
});
