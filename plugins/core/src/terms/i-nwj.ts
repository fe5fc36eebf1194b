import { term } from '@infomin/plugin';
import { z } from 'zod';
import { critic } from './critic.js';
import { acceptsVectors, twoVectors } from './vector-operands.js';

export const iNwj = term({
  name: 'I_NWJ',
  doc: `Estimates the mutual information of two variables in nats: \`E_p[h] − E_q[exp(h − 1)]\`.

The critic h is a·b / √D for vectors \`[N, D]\`, \`[N, D]\`; p are the N pairs of the batch, q the N (N − 1) others. A lower bound on
I(a; b) without a ceiling, with a variance that grows as exp I: the last of several nats needs large batches. The best critic
is 1 + log p/q, so the encoders must be able to shift it. Its exponential overflows where a row's score with another passes 89, and the
training ends there. Nguyen, Wainwright and Jordan 2010; Poole et al. 2019, eq. 6.`,
  parameters: z.object(critic),
  operands: twoVectors,
  separator: ';',
  information: true,
  accepts: (_args, operands) => acceptsVectors(operands),
  example: 'objective nwj = max f: I_NWJ(f(v1); f(v2))',
  implementation: () => import('./i-nwj.compute.js'),
});
