import { term } from '@infomin/plugin';
import { z } from 'zod';
import { critic } from './critic.js';
import { acceptsVectors, twoVectors } from './vector-operands.js';

export const iJs = term({
  name: 'I_JS',
  doc: `Estimates the mutual information of two variables in nats, with a critic that learns to tell pairs from others.

The critic h is a·b / √D for vectors \`[N, D]\`, \`[N, D]\`; p are the N pairs of the batch, q the N (N − 1) others. It learns by
\`E_p[softplus(−h)] + E_q[softplus(h)]\`, which is the loss: the Jensen-Shannon objective, steadier than that of I_NWJ. Its
best critic is log p/q, and what stands as the value is I_NWJ of \`h + 1\`: \`1 + E_p[h] − E_q[exp h]\`, a lower bound without a
ceiling. Its exponential overflows where a row's score with another passes 88, and the training ends there. Gradients are those of the loss. Hjelm et al. 2019, eq. 4; Poole et al. 2019, Section 2.4.`,
  parameters: z.object(critic),
  operands: twoVectors,
  separator: ';',
  information: true,
  accepts: (_args, operands) => acceptsVectors(operands),
  example: 'objective js = max f: I_JS(f(v1); f(v2))',
  implementation: () => import('./i-js.compute.js'),
});
