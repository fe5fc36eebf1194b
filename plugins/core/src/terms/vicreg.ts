import { term } from '@infomin/plugin';
import { z } from 'zod';
import { acceptsVectors, twoVectors } from './vector-operands.js';

const weight = (of: string, value: number) => z.number().min(0).default(value).describe(`weight of ${of}`);

export const vicreg = term({
  name: 'VICReg',
  doc: `Variance-invariance-covariance regularisation: two embeddings agree, no entry collapses, entries don't repeat each other.

For \`[N, D]\` and \`[N, D]\`, to be minimised: \`invariance\` times the mean square of a − b; \`variance\` times the mean over
entries of \`max(0, 1 − std)\`, std = √(variance over the batch + 10⁻⁴), averaged over both views; \`covariance\` times the
squares of the off-diagonal covariances over D, summed over both. No negatives. Bardes, Ponce and LeCun 2022, Section 4
and Algorithm 1; the average over views is their published code's, whose weights are the defaults.`,
  parameters: z.object({
    invariance: weight('the mean squared difference', 25),
    variance: weight('the hinge on the standard deviations', 25),
    covariance: weight('the squared covariances', 1),
  }),
  operands: twoVectors,
  separator: ',',
  information: false,
  accepts: (_args, operands) => acceptsVectors(operands),
  example: 'objective vicreg = min f: VICReg(f(v1), f(v2))',
  implementation: () => import('./vicreg.compute.js'),
});
