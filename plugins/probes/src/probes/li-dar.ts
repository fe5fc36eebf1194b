import { probe, problem } from '@infomin/plugin';
import { z } from 'zod';
import { notFeatures } from './operand-types.js';

export const liDar = probe({
  name: 'LiDAR',
  doc: `The effective rank of what tells rows apart, beside how far the views of one row lie from each other.

Takes \`views\` embeddings of each row of the test split, joined: \`concat(f(v1), f(v2))\` is \`[N, views · D]\`; rows are the
classes of a linear discriminant analysis. With \`Σ_b\` the covariance of the rows' means and \`Σ_w\` that of views about
their row's mean, plus \`delta · I\`: \`exp(−Σ p_k log p_k)\` over the eigenvalues of \`Σ_w^{−1/2} Σ_b Σ_w^{−1/2}\`,
\`p_k = λ_k / Σλ + 10⁻⁷\`. From 1 to D; higher is better; \`chance\` is 1, what embeddings that are all alike have.
**Unreliable** where \`Σ_b\` has a trace of at most \`delta · D\`: a constant with any noise has nearly full rank there. Thilak et al. 2024,
Section 3.3 (there 50 views of 1,000 images).`,
  parameters: z.object({
    views: z.int().min(2).default(2).describe('embeddings of a row that stand one after another'),
    delta: z.number().positive().default(1e-4).describe('added to the variances within a row'),
  }),
  operands: [
    {
      name: 'features',
      doc: 'embeddings of several views of a row, joined by `concat`',
      joined: true,
    },
  ],
  example: 'probe told = LiDAR(concat(f(e.image |> Flip()), f(e.image |> Noise(0.1))), views: 2, draw: true)',
  infer({ views }, [x]) {
    const wrong = notFeatures(x);
    if (wrong) return wrong;
    const size = x!.dims[0];
    if (typeof size === 'number' && size % views === 0) return { metric: 'effective_rank', better: 'higher' };
    return problem(`${size} numbers are not ${views} embeddings of one size`, {
      suggestion: 'Join as many embeddings of one encoder as `views` says: `concat(f(v1), f(v2))`.',
      parameter: 'views',
    });
  },
  implementation: () => import('./li-dar.compute.js'),
});
