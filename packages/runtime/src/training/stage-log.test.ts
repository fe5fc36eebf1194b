import { definePlugin, schedule } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { call, planOf, regression } from '../../test/plans.js';
import { run } from '../../test/runs.js';

const rises = definePlugin({
  name: 'rises',
  version: '1.0.0',
  doc: 'A schedule for tests.',
  constructors: [
    schedule({
      name: 'Rises',
      doc: 'From 0 to 1.',
      parameters: z.object({ over: z.int() }),
      implementation: async () => ({
        default: {
          factor: ({ step }: { step: number }, { over }: { over: number }) => Math.min(1, step / over),
        },
      }),
    }),
  ],
});

async function warnings(trialPlan: Parameters<typeof planOf>[0]) {
  const told: string[] = [];
  const { trial } = await run(planOf(trialPlan), {
    plugins: [rises],
    log: { info() {}, debug() {}, warn: (message) => told.push(message) },
  });
  expect(trial.status, JSON.stringify(trial.error)).toBe('done');
  return told;
}

const rising = (over: number) => regression({ steps: 6, schedule: call('rises/Rises', { over }) });

it('tells of a learning rate that still rises when the training ends', async () => {
  expect(await warnings(rising(20))).toEqual([
    'fit: the learning rate still rises when the 6 steps end, at 0.25 of what is given: the warm-up of its `schedule` is too long for them.',
  ]);
});

it('says nothing where the rate gets to its height', async () => {
  expect(await warnings(rising(5))).toEqual([]);
});
