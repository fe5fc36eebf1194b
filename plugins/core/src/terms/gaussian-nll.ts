import { term } from '@infomin/plugin';
import { z } from 'zod';
import { predictsGaussian } from './gaussian.js';

export const gaussianNll = term({
  name: 'GaussianNLL',
  doc: `How badly a normal distribution predicts a vector: \`−log q(target | prediction)\`, in nats, the mean over rows.

\`prediction\` \`[N, 2D]\` holds a mean and then a log variance (cut to −10..10) for each entry of \`target\` \`[N, D]\`, whose entries
are independent under q: \`½ Σ_d (log σ² + (target − μ)² / σ² + log 2π)\`. It fits what \`CLUB\` needs. PyTorch's
\`GaussianNLLLoss\` is its mean over entries, without log 2π.`,
  parameters: z.object({}),
  operands: [
    { name: 'prediction', doc: 'A vector of means, then of log variances.' },
    { name: 'target', doc: 'A vector of half its size.' },
  ],
  separator: ',',
  information: false,
  accepts: (_args, operands) => predictsGaussian(operands, ['prediction', 'target']),
  example: `head q = Mlp(hidden: 256, dim: 128)
objective likelihood = min q: GaussianNLL(q(f(v1)), f(v2))`,
  implementation: () => import('./gaussian-nll.compute.js'),
});
