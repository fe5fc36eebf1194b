import { type StateSpecs, term } from '@infomin/plugin';
import { z } from 'zod';
import { critic } from './critic.js';
import { acceptsVectors, twoVectors } from './vector-operands.js';

const running: StateSpecs = {
  /** The logarithm of the running mean. */
  logMean: { shape: [], init: { kind: 'zeros' } },
  /** 1 once a batch was seen. */
  seen: { shape: [], init: { kind: 'zeros' } },
};

export const iDv = term({
  name: 'I_DV',
  doc: `Estimates the mutual information of two variables in nats: \`E_p[h] − log E_q[exp h]\`, Donsker and Varadhan's bound.

The critic h is a·b / √D for vectors \`[N, D]\`, \`[N, D]\`; p are the N pairs of the batch, q the N (N − 1) others. The gradient of
the logarithm is taken with a running mean of \`E_q[exp h]\` in its denominator, as in MINE, which takes out most of the bias that
a batch brings. Over few rows it lies too high, as the logarithm of a mean does; it has no ceiling. Belghazi et al. 2018,
Section 3.2.`,
  parameters: z.object({
    momentum: z
      .number()
      .min(0)
      .lt(1)
      .default(0.99)
      .describe('how much of the running mean stays at each step; 0 takes that of the batch alone'),
    ...critic,
  }),
  operands: twoVectors,
  separator: ';',
  information: true,
  accepts: (_args, operands) => acceptsVectors(operands),
  state: ({ momentum }) => (momentum === 0 ? {} : running),
  example: 'objective dv = max f: I_DV(f(v1); f(v2))',
  implementation: () => import('./i-dv.compute.js'),
});
