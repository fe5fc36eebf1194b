import { probe } from '@infomin/plugin';
import { z } from 'zod';
import { notVariables, twoVariables } from './information-operands.js';

export const slicedCca = probe({
  name: 'SlicedCca',
  doc: `Whether two variables of many dimensions depend on each other: the correlation of functions of their slices, from 0 to 1.

Both variables \`[N, D]\` (images are flattened, classes one-hot), standardised, are projected on random unit vectors; of each slice
\`t = tanh(slice)\`, \`t²\` and \`t³\` are taken, and canonical correlation of all, with 0.001 on the diagonals, finds the weights on the train
split. The value is the correlation of the two weighted sums on the test split, which they were not fitted on. It takes no critic and seconds where \`MutualInformation\` takes
minutes, and few rows. It is no number of nats: 0 of independent variables, and 1 as soon as one function of the one is
known from the other. \`chance\` is what independent rows give in the mean, \`√(2 / πN)\`. Chen, Li, Liu and Weller 2022, "Scalable
Infomin Learning".`,
  parameters: z.object({
    slices: z
      .int()
      .min(1)
      .default(100)
      .describe('random directions of each variable; time grows as their square'),
    rows: z.int().min(20).default(10_000).describe('most rows of each split that are looked at'),
  }),
  operands: twoVariables,
  example: 'probe shared = SlicedCca(f(e.image), e.label)',
  infer: (_args, operands) => notVariables(operands) ?? { metric: 'correlation', better: 'higher' },
  implementation: () => import('./sliced-cca.compute.js'),
});
