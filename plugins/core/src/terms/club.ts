import { term } from '@infomin/plugin';
import { z } from 'zod';
import { predictsGaussian } from './gaussian.js';

export const club = term({
  name: 'CLUB',
  doc: `Bounds the mutual information of two variables from above, in nats, so that it can be made smaller.

\`a\` \`[N, 2D]\` is what a model q predicts of \`b\` \`[N, D]\` from the first variable: a mean and then a log variance (cut to −10..10)
for each entry. The value is \`mean_i log q(b_i | a_i) − mean_ij log q(b_j | a_i)\` over the N pairs and all N² combinations. It lies
above the information as far as q has been fitted, which the term does not do: \`GaussianNLL\` does, and a copy that follows
q, \`Ema(q, momentum: 0)\`, keeps the two apart. Cheng et al. 2020, eq. 10 (vCLUB). It has no ceiling.`,
  parameters: z.object({}),
  operands: [
    { name: 'a', doc: 'What is predicted of `b`: means, then log variances.' },
    { name: 'b', doc: 'A vector of half its size.' },
  ],
  separator: ';',
  information: true,
  bound: 'upper',
  accepts: (_args, operands) => predictsGaussian(operands, ['a', 'b']),
  example: `head q = Mlp(hidden: 256, dim: 128)
head k = Ema(q, momentum: 0)
objective less = min f max q: CLUB(k(f(v1)); f(v2)) - GaussianNLL(q(stop(f(v1))), stop(f(v2)))`,
  implementation: () => import('./club.compute.js'),
});
