import { term } from '@infomin/plugin';
import { z } from 'zod';
import { critic } from './critic.js';
import { acceptsVectors, twoVectors } from './vector-operands.js';

export const iSmile = term({
  name: 'I_SMILE',
  doc: `Estimates the mutual information of two variables in nats, with clipped density ratios: less variance for some bias.

The critic h is a·b / √D for vectors \`[N, D]\`, \`[N, D]\`; p are the N pairs of the batch, q the N (N − 1) others. It learns as that
of I_JS, by the loss of telling pairs from others; the value is
\`E_p[h] − log E_q[clip(exp h, exp −clip, exp clip)]\`. Clipped, it is no bound: it can lie above I(a; b). It has no ceiling.
Song and Ermon 2020, eq. 11.`,
  parameters: z.object({
    clip: z
      .number()
      .positive()
      .default(5)
      .describe('nats beyond which scores of what are no pairs are cut off, τ there: 1, 5 or 10'),
    ...critic,
  }),
  operands: twoVectors,
  separator: ';',
  information: true,
  accepts: (_args, operands) => acceptsVectors(operands),
  example: 'objective smile = max f: I_SMILE(f(v1); f(v2), clip: 5)',
  implementation: () => import('./i-smile.compute.js'),
});
