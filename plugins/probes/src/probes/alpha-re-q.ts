import { probe } from '@infomin/plugin';
import { z } from 'zod';
import { features, notFeatures } from './operand-types.js';

export const alphaReQ = probe({
  name: 'AlphaReQ',
  doc: `How far the decay of the features' spectrum is from 1/n: \`|α − 1|\`, where the n-th eigenvalue of their covariance falls as \`n^{−α}\`.

α is the slope of the log of eigenvalues over the log of their place, fitted from place \`first\` to \`last\` with weight 1/n, on
the test split; it is in the details as \`alpha\`. Large α: few directions carry all; small α: noise in all of them; the
representations that generalise best have α near 1. \`chance\` is 1, that of a flat spectrum. Agrawal et al. 2022, Section 2;
the fit is that of Stringer et al. 2019.`,
  parameters: z.object({
    first: z.int().min(1).default(1).describe('place of the first eigenvalue that is fitted'),
    last: z.int().min(2).optional().describe('place of the last one; left out: as many as there are'),
  }),
  operands: [features],
  example: 'probe decay = AlphaReQ(f(e.image), first: 3, last: 50)',
  infer: (_args, [x]) => notFeatures(x) ?? { metric: 'alpha_gap', better: 'lower' },
  implementation: () => import('./alpha-re-q.compute.js'),
});
