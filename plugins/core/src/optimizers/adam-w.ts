import { optimizer } from '@infomin/plugin';
import { z } from 'zod';
import { adamParameters, moments } from './adam.js';

export const adamW = optimizer({
  name: 'AdamW',
  doc: `Adam with decoupled weight decay: the weights shrink beside the step, \`w ← w − lr · weightDecay · w\`.

\`lr\` is the scheduled one; biases and normalisation do not decay. Loshchilov and Hutter 2019.`,
  parameters: z.object({
    ...adamParameters,
    weightDecay: z.number().min(0).default(0.01).describe('decoupled weight decay'),
  }),
  state: moments,
  example: 'train nce { epochs: 3, batch: 256, optimizer: AdamW(lr: 1e-3, weightDecay: 0.05) }',
  implementation: () => import('./adam-w.compute.js'),
});
