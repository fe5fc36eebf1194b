import { optimizer, type StateSpecs } from '@infomin/plugin';
import { z } from 'zod';

const momentOf = (what: string, value: number) =>
  z.number().min(0).lt(1).default(value).describe(`decay of the running mean of ${what}`);

/** What Adam and its kin take besides `weightDecay`. */
export const adamParameters = {
  lr: z.number().positive().default(1e-3).describe('learning rate'),
  beta1: momentOf('the gradient', 0.9),
  beta2: momentOf('its square', 0.999),
  epsilon: z.number().positive().default(1e-8).describe('added to the root of the mean square'),
};

/** The running means of the gradient and of its square. */
export const moments = (_args: unknown, weights: number): StateSpecs => ({
  m: { shape: [weights], init: { kind: 'zeros' } },
  v: { shape: [weights], init: { kind: 'zeros' } },
});

export const adam = optimizer({
  name: 'Adam',
  doc: `Adam: steps scaled by running means of the gradient and of its square, both corrected for their start at zero.

\`weightDecay\` is added to the gradient, \`g + weightDecay · w\` (an L2 penalty, which the scaling mostly undoes: AdamW is
for decay); biases and normalisation are left out of it. Kingma and Ba 2015.`,
  parameters: z.object({
    ...adamParameters,
    weightDecay: z.number().min(0).default(0).describe('L2 penalty, added to the gradient'),
  }),
  state: moments,
  example: 'train nce { epochs: 3, batch: 256, optimizer: Adam(lr: 1e-3) }',
  implementation: () => import('./adam.compute.js'),
});
