import { probe } from '@infomin/plugin';
import { z } from 'zod';
import { features, notFeatures } from './operand-types.js';

export const uniformityProbe = probe({
  name: 'UniformityProbe',
  doc: `How evenly features cover the unit sphere: \`log mean_{i<j} exp(−t |x_i − x_j|²)\` over all pairs of the test split.

0 where all are alike, which is \`chance\`; −4 at best for \`t: 2\` and many rows, −8 for two. Wang and Isola 2020, eq. 5.`,
  parameters: z.object({
    t: z.number().positive().default(2).describe('sharpness of the Gaussian between features'),
  }),
  operands: [features],
  example: 'probe even = UniformityProbe(f(e.image))',
  infer: (_args, [x]) => notFeatures(x) ?? { metric: 'uniformity', better: 'lower' },
  implementation: () => import('./uniformity-probe.compute.js'),
});
