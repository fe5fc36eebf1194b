import { schedule } from '@infomin/plugin';
import { z } from 'zod';

const warmup = z
  .int()
  .min(0)
  .default(0)
  .describe('steps over which the rate first rises linearly')
  .meta({ unit: 'steps' });

export const cosine = schedule({
  name: 'Cosine',
  doc: `Lets the learning rate fall along half a cosine, from its full value after the warm-up to \`final\` times it at the end.

Loshchilov and Hutter 2017, without restarts.`,
  parameters: z.object({
    warmup,
    final: z.number().min(0).max(1).default(0).describe('fraction of the learning rate left at the end'),
  }),
  example: 'train nce { epochs: 100, batch: 128, optimizer: Sgd(lr: 0.03), schedule: Cosine(warmup: 200) }',
  implementation: () => import('../schedules/cosine.js'),
});

export const step = schedule({
  name: 'Step',
  doc: `Multiplies the learning rate by \`factor\` at each of the given moments.

A moment below 1 is a fraction of the whole training, one from 1 on an epoch: \`at: [0.6, 0.8]\` or \`at: [120, 160]\`.`,
  parameters: z.object({
    at: z
      .array(z.number().positive())
      .min(1)
      .default([0.6, 0.8])
      .describe('fractions of the training, or epochs'),
    factor: z.number().positive().default(0.1).describe('what the rate is multiplied with at each'),
    warmup,
  }),
  example: 'train nce { epochs: 200, batch: 128, optimizer: Sgd(lr: 0.03), schedule: Step(at: [120, 160]) }',
  implementation: () => import('../schedules/step.js'),
});

export const constant = schedule({
  name: 'Constant',
  doc: 'Leaves the learning rate as it is, after a linear warm-up if one is asked for.',
  parameters: z.object({ warmup }),
  example: 'train nce { epochs: 10, batch: 128, optimizer: Adam(lr: 1e-3), schedule: Constant(warmup: 100) }',
  implementation: () => import('../schedules/constant.js'),
});
