import { definePlugin, schedule } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { call, planOf, regression } from '../../test/plans.js';
import { run } from '../../test/runs.js';
import { warnOfCritic } from './stage-log.js';
import type { ReadyStage } from './stage-setup.js';
import type { StageTerm } from './stage-terms.js';
import type { TrialContext } from './trial-context.js';

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
    schedule({
      name: 'Hill',
      doc: 'From 0.1 to 0.8, and down to 0.2.',
      parameters: z.object({}),
      implementation: async () => ({
        default: { factor: ({ step }: { step: number }) => [0.1, 0.4, 0.8, 0.6, 0.4, 0.2][step]! },
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

it('says nothing where the rate gets to its height, or falls at the end from one below what is given', async () => {
  expect(await warnings(rising(5))).toEqual([]);
  expect(await warnings(regression({ steps: 6, schedule: call('rises/Hill') }))).toEqual([]);
});

it.each([
  // Held out, by a fresh critic, the ceiling, and what is told.
  [1, 1.2, null, undefined],
  [1, 1.3, null, 'fooled its critics'],
  [0.01, 0.03, null, 'removed what the views shared'],
  [0.01, 0.06, null, undefined],
  [1, 1.3, 4, undefined],
  [1, 1.5, 4, 'fooled its critics'],
  [0.01, 0.06, 4, 'removed what the views shared'],
])('tells of %d nats and %d by a fresh critic under a ceiling of %d: %s', (heldOut, fresh, ceiling, what) => {
  const told: string[] = [];
  const context = { log: { warn: (message: string) => told.push(message) } } as unknown as TrialContext;
  const stage = { plan: { id: 'views' }, terms: [] as readonly StageTerm[], ceiling } as ReadyStage;
  warnOfCritic(context, stage, heldOut, fresh);
  expect(told).toEqual(what === undefined ? [] : [expect.stringContaining(what)]);
});
