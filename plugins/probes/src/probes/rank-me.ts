import { probe } from '@infomin/plugin';
import { z } from 'zod';
import { features, notFeatures } from './operand-types.js';

export const rankMe = probe({
  name: 'RankMe',
  doc: `The effective rank of features: how many directions they use, from 1 (all on a line) to D.

With the singular values σ of the test split's features \`[N, D]\`, as they are: \`exp(−Σ p_k log p_k)\`,
\`p_k = σ_k / Σσ + 10⁻⁷\`. Needs no labels; compare it between models of one D and one N. \`chance\` is 1, the rank of features
that are all alike. Garrido, Balestriero, Najman and LeCun 2023, eq. 1 and 2.`,
  parameters: z.object({}),
  operands: [features],
  example: 'probe rank = RankMe(f(e.image))',
  infer: (_args, [x]) => notFeatures(x) ?? { metric: 'effective_rank', better: 'higher' },
  implementation: () => import('./rank-me.compute.js'),
});
