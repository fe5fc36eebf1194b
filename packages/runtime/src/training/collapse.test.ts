import { definePlugin, schedule } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { adam, call, contrast, dense, planOf, sgd } from '../../test/plans.js';
import { run } from '../../test/runs.js';
import type { ProgressEvent } from '../base/progress.js';

/** A schedule that lets nothing be learned before a step. */
const lateStart = definePlugin({
  name: 'late',
  version: '1.0.0',
  doc: 'A schedule for tests.',
  constructors: [
    schedule({
      name: 'Late',
      doc: '0, then 1.',
      parameters: z.object({ step: z.int() }),
      implementation: async () => ({
        default: { factor: (at: { step: number }, args: { step: number }) => (at.step < args.step ? 0 : 1) },
      }),
    }),
  ],
});

it('says early that a training has collapsed, and says so at the end', async () => {
  const still = contrast(
    { steps: 20, optimizer: { f: sgd(1e-12) } },
    { models: [dense('f', 4, 3, { zero: true })] },
  );
  const events: ProgressEvent[] = [];
  const { trial: result, metrics } = await run(planOf(still), { progress: (event) => events.push(event) });
  expect(result.status).toBe('collapsed');
  expect(result.objectives.nce!.collapsed).toBe(true);
  expect(events.find(({ collapsed }) => collapsed)!.step).toBe(2);
  expect(metrics.map((line) => 'collapsed' in line)).toEqual([false, ...Array<boolean>(19).fill(true)]);
});

it('takes back that a training has collapsed once its embeddings spread', async () => {
  // All embeddings near (1, 1, 1, 1), and a learning rate of zero for the first quarter.
  const plain = dense('f', 4);
  const alike = {
    ...plain,
    state: {
      ...plain.state,
      w: { shape: [3, 4], init: { kind: 'normal', std: 0.005 } as const },
      b: { shape: [4], init: { kind: 'ones' } as const },
    },
  };
  const late = call('late/Late', { step: 50 });
  const plan = contrast({ steps: 200, schedule: late, optimizer: { f: adam(0.02) } }, { models: [alike] });
  const events: ProgressEvent[] = [];
  const { trial: result, metrics } = await run(planOf(plan), {
    plugins: [lateStart],
    progress: (event) => events.push(event),
  });
  expect(result.status, JSON.stringify(result.error)).toBe('done');
  expect(result.objectives.nce!.collapsed).toBe(false);
  const first = events.findIndex(({ collapsed }) => collapsed);
  expect(events[first]!.step).toBe(20);
  const again = events.slice(first).find(({ collapsed }) => !collapsed)!;
  expect(again.step).toBeGreaterThan(50);
  const told = metrics.filter((line) => 'collapsed' in line).map(({ step }) => Number(step));
  expect([told[0], told.at(-1)]).toEqual([20, again.step - 2]);
});

it('says nothing of a collapse where a training goes well', async () => {
  const events: ProgressEvent[] = [];
  const { trial: result, metrics } = await run(planOf(contrast()), {
    progress: (event) => events.push(event),
  });
  expect(result.objectives.nce!.collapsed).toBe(false);
  expect(events.filter(({ collapsed }) => collapsed)).toEqual([]);
  expect(metrics.filter((line) => 'collapsed' in line)).toEqual([]);
});
