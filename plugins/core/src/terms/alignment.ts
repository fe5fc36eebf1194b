import { term } from '@infomin/plugin';
import { z } from 'zod';
import { acceptsVectors, twoVectors } from './vector-operands.js';

export const alignment = term({
  name: 'Alignment',
  doc: `The mean over the batch of minus the cosine of two vectors, from −1 (all pairs alike) to 1; to be minimised.

\`[N, D]\` and \`[N, D]\`. Alone it has a trivial minimum, all embeddings equal, so methods that use it keep one side from
following: SimSiam (Chen and He 2021, eq. 1), BYOL (Grill et al. 2020, eq. 2: \`2 + 2 · Alignment\`).`,
  parameters: z.object({}),
  operands: twoVectors,
  separator: ',',
  information: false,
  accepts: (_args, operands) => acceptsVectors(operands),
  example: 'objective close = min f: Alignment(f(v1), f(v2))',
  implementation: () => import('./alignment.compute.js'),
});
