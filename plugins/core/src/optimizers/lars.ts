import { optimizer } from '@infomin/plugin';
import { z } from 'zod';

export const lars = optimizer({
  name: 'Lars',
  doc: `Layer-wise adaptive rate scaling: momentum on gradients that are scaled, tensor by tensor, to the size of the weights.

\`g ← g + weightDecay · w\`, \`g ← trust · |w| / |g| · g\`, \`m ← momentum · m + g\`, \`w ← w − lr · m\`; where a norm is zero the
gradient stays as it is. Biases and normalisation take \`m ← momentum · m + g\` without decay and scaling. For batches of
thousands, with a warm-up: ten epochs in SimCLR, 120 steps of 4,096 of 50,000 rows. You, Gitman and Ginsburg 2017; as SimCLR, BYOL and Barlow Twins use it.`,
  parameters: z.object({
    lr: z.number().positive().default(0.3).describe('learning rate'),
    momentum: z.number().min(0).lt(1).default(0.9).describe('decay of the sum of past gradients'),
    weightDecay: z.number().min(0).default(1e-6).describe('L2 penalty, added to the gradient'),
    trust: z
      .number()
      .positive()
      .default(1e-3)
      .describe('norm of a step over norm of the weights, before `lr`'),
  }),
  state: (_args, weights) => ({ momentum: { shape: [weights], init: { kind: 'zeros' } } }),
  example: 'train nce { epochs: 100, batch: 4096, optimizer: Lars(lr: 4.8), schedule: Cosine(warmup: 120) }',
  implementation: () => import('./lars.compute.js'),
});
