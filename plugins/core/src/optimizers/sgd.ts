import { optimizer, type StateSpecs } from '@infomin/plugin';
import { z } from 'zod';

export const sgd = optimizer({
  name: 'Sgd',
  doc: `Stochastic gradient descent with momentum.

\`m ← momentum · m + g\`, \`w ← w − lr · m\`; with \`nesterov\` the step is \`g + momentum · m\`. \`weightDecay\` is added to the
gradient, \`g + weightDecay · w\` (an L2 penalty); biases and normalisation are left out of it. Sutskever et al. 2013.`,
  parameters: z.object({
    lr: z.number().positive().default(0.03).describe('learning rate'),
    momentum: z.number().min(0).lt(1).default(0.9).describe('decay of the sum of past gradients'),
    weightDecay: z.number().min(0).default(0).describe('L2 penalty, added to the gradient'),
    nesterov: z.boolean().default(false).describe('look ahead by one step of momentum'),
  }),
  state({ momentum }, weights): StateSpecs {
    return momentum > 0 ? { momentum: { shape: [weights], init: { kind: 'zeros' } } } : {};
  },
  example: 'train nce { epochs: 100, batch: 128, optimizer: Sgd(lr: 0.03, momentum: 0.9) }',
  implementation: () => import('./sgd.compute.js'),
});
