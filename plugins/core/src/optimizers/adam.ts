import { optimizer } from '@infomin/plugin';
import { z } from 'zod';

const momentOf = (what: string, value: number) =>
  z.number().min(0).lt(1).default(value).describe(`decay of the running mean of ${what}`);

export const adam = optimizer({
  name: 'Adam',
  doc: `Adam: steps scaled by running means of the gradient and of its square, both corrected for their start at zero.

\`weightDecay\` is decoupled from the gradient, \`w ← w − lr · weightDecay · w\` (AdamW), and leaves biases and
normalisation alone. Kingma and Ba 2015; Loshchilov and Hutter 2019.`,
  parameters: z.object({
    lr: z.number().positive().default(1e-3).describe('learning rate'),
    beta1: momentOf('the gradient', 0.9),
    beta2: momentOf('its square', 0.999),
    epsilon: z.number().positive().default(1e-8).describe('added to the root of the mean square'),
    weightDecay: z.number().min(0).default(0).describe('decoupled weight decay'),
  }),
  state: (_args, weights) => ({
    m: { shape: [weights], init: { kind: 'zeros' } },
    v: { shape: [weights], init: { kind: 'zeros' } },
  }),
  example: 'train nce { epochs: 3, batch: 256, optimizer: Adam(lr: 1e-3) }',
  implementation: () => import('./adam.compute.js'),
});
