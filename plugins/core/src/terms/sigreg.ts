import { problem, term } from '@infomin/plugin';
import { z } from 'zod';
import { notVector } from './vector-operands.js';

export const sigreg = term({
  name: 'SIGReg',
  doc: `Sketched isotropic Gaussian regularisation: how far embeddings \`[N, D]\` are from a standard normal; to be minimised.

The mean over \`slices\` directions, drawn anew at every step, of the Epps–Pulley statistic of the projected batch:
\`N ∫ |φ(t) − exp(−t²/2)|² exp(−t²/2) dt\` with φ the empirical characteristic function, by trapezoids over 17 points of
[−5, 5]. For normal embeddings √(2π) − √(2π/3) = 1.06 is expected. LeJEPA is its mean over views beside the squared distance between views.
Balestriero and LeCun 2025, Section 4 and Algorithm 1.`,
  parameters: z.object({
    slices: z.int().min(1).default(256).describe('directions that the embeddings are projected onto'),
  }),
  operands: [{ name: 'a', doc: 'Vectors of a view.' }],
  separator: ',',
  information: false,
  accepts: (_args, [a]) => (a === undefined ? problem('takes a vector') : (notVector(a, 'a') ?? true)),
  example: 'objective jepa = min f: MSE(f(v1), f(v2)) + 0.05 * SIGReg(f(v1)) + 0.05 * SIGReg(f(v2))',
  implementation: () => import('./sigreg.compute.js'),
});
