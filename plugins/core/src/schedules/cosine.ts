import { schedule } from '@infomin/plugin';
import { z } from 'zod';
import { warmup } from './warmup.js';

export const cosine = schedule({
  name: 'Cosine',
  doc: `Lets the learning rate fall along half a cosine, from its full value after the warm-up to \`final\` times it at the end.

Loshchilov and Hutter 2017, without restarts.`,
  parameters: z.object({
    warmup,
    final: z.number().min(0).max(1).default(0).describe('fraction of the learning rate left at the end'),
  }),
  example: 'train nce { epochs: 100, batch: 128, optimizer: Sgd(lr: 0.03), schedule: Cosine(warmup: 200) }',
  implementation: () => import('./cosine.compute.js'),
});
