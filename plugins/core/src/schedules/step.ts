import { schedule } from '@infomin/plugin';
import { z } from 'zod';
import { warmup } from './warmup.js';

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
  implementation: () => import('./step.compute.js'),
});
