import { term } from '@infomin/plugin';
import { z } from 'zod';
import { acceptsVectors, twoVectors } from './vector-operands.js';

export const alignUniform = term({
  name: 'AlignUniform',
  doc: `Alignment and uniformity on the unit sphere: pairs close, everything else spread.

For \`[N, D]\` and \`[N, D]\`, scaled to length 1, to be minimised: \`mean |a − b|^alpha + weight · (U(a) + U(b)) / 2\`, where
\`U(x) = log mean_{i<j} exp(−t |x_i − x_j|²)\` over the pairs of the batch. Wang and Isola 2020, Section 4.`,
  parameters: z.object({
    alpha: z.number().min(1).default(2).describe('power of the distance of pairs'),
    t: z.number().positive().default(2).describe('sharpness of the Gaussian between embeddings'),
    weight: z.number().min(0).default(1).describe('weight of the uniformity'),
  }),
  operands: twoVectors,
  separator: ',',
  information: false,
  accepts: (_args, operands) => acceptsVectors(operands),
  example: 'objective spread = min f: AlignUniform(f(v1), f(v2))',
  implementation: () => import('./align-uniform.compute.js'),
});
