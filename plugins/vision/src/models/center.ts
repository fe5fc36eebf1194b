import { formatType, model, problem, rowShape } from '@infomin/plugin';
import { z } from 'zod';

export const center = model({
  name: 'Center',
  doc: `Subtracts a running mean, \`[N, D]\` to the same: of what it was given in earlier steps, which starts at 0.

DINO's centering (Caron et al. 2021, eq. 4) of what the teacher gives, so that no entry wins in all rows: \`c(q(k(v)))\`. It has
no weights, and is named beside the models that are trained with it, so that its mean moves: once for each time that it is
applied, by 1 − \`momentum\` toward the mean of the batch.`,
  parameters: z.object({
    momentum: z
      .number()
      .min(0)
      .lt(1)
      .default(0.9)
      .describe('how much of the running mean stays when it is applied'),
  }),
  roles: ['head'],
  infer: (_args, input) =>
    input.kind === 'Vector'
      ? input
      : problem(`works on vectors, got ${formatType(input)}`, { suggestion: 'Apply an encoder to it.' }),
  state: (_args, input) => ({
    mean: { shape: rowShape(input), init: { kind: 'zeros' }, trainable: false },
  }),
  example: `head q = Mlp(hidden: 64, dim: 256)
head c = Center()
objective dino = min f, q, c: CE(q(f(v1)), c(stop(q(f(v2)))), temperature: 0.1, targetTemperature: 0.04)`,
  implementation: () => import('./center.compute.js'),
});
