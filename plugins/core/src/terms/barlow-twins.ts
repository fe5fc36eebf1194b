import { term } from '@infomin/plugin';
import { z } from 'zod';
import { acceptsVectors, twoVectors } from './vector-operands.js';

export const barlowTwins = term({
  name: 'BarlowTwins',
  doc: `Barlow Twins: the cross-correlation matrix of two embeddings is to be the identity.

For \`[N, D]\` and \`[N, D]\`, to be minimised: \`Σ_i (1 − C_ii)² + lambda · Σ_{i≠j} C_ij²\`, where C \`[D, D]\` correlates the
entries of both over the batch. No negatives. Zbontar et al. 2021, eq. 1 and 2; variances have 10⁻⁵ added, as the batch
normalisation of their code has.`,
  parameters: z.object({
    lambda: z.number().min(0).default(5e-3).describe('weight of the off-diagonal correlations'),
  }),
  operands: twoVectors,
  separator: ',',
  information: false,
  accepts: (_args, operands) => acceptsVectors(operands),
  example: 'objective twins = min f: BarlowTwins(f(v1), f(v2))',
  implementation: () => import('./barlow-twins.compute.js'),
});
