import { term } from '@infomin/plugin';
import { z } from 'zod';
import { acceptsVectors, twoVectors } from './vector-operands.js';

export const hcl = term({
  name: 'HCL',
  doc: `Contrastive loss whose negatives are debiased, weighted by how hard they are, or decoupled from the positive; to be
minimised.

For \`[N, D]\` and \`[N, D]\`: each of the 2N embeddings, scaled to length 1, looks for its partner among the K = 2N − 2 of other
rows, of both views. With s = cosine / temperature, p that of the partner, it is the mean of
\`−log(exp p / (exp p + G))\`, \`G = max((K · Σ exp((1 + hardness) s) / Σ exp(hardness · s) − prior · K · exp p) / (1 − prior),
K · exp(−1 / temperature))\`, the sums over the K. Robinson et al. 2021; the defaults are their code's.

\`hardness: 0\` is the debiased contrastive loss (Chuang et al. 2020). \`prior: 0, hardness: 0, decoupled: true\` is
decoupled contrastive learning, DCL (Yeh et al. 2022): the positive is not in the denominator, so that small batches
teach as large ones do. \`prior: 0, hardness: 0\` alone is NT-Xent, of which \`I_NCE(candidates: .both)\` tells the information,
too.`,
  parameters: z.object({
    temperature: z.number().positive().default(0.5).describe('what the cosine is divided by'),
    prior: z
      .number()
      .min(0)
      .lt(1)
      .default(0.1)
      .describe(
        'how many of all rows are as good as the partner, such as 1 over the number of classes: their share is taken off the negatives',
      ),
    hardness: z
      .number()
      .min(0)
      .default(1)
      .describe('how much more negatives count that are near; 0: all alike'),
    decoupled: z.boolean().default(false).describe('whether the positive is left out of the denominator'),
  }),
  operands: twoVectors,
  separator: ',',
  information: false,
  accepts: (_args, operands) => acceptsVectors(operands),
  example: 'objective hard = min f: HCL(f(v1), f(v2), hardness: 1)',
  implementation: () => import('./hcl.compute.js'),
});
