import { schedule } from '@infomin/plugin';
import { z } from 'zod';
import { warmup } from './warmup.js';

export const constant = schedule({
  name: 'Constant',
  doc: 'Leaves the learning rate as it is, after a linear warm-up if one is asked for.',
  parameters: z.object({ warmup }),
  example: 'train nce { epochs: 10, batch: 128, optimizer: Adam(lr: 1e-3), schedule: Constant(warmup: 100) }',
  implementation: () => import('./constant.compute.js'),
});
