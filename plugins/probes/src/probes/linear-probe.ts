import { probe } from '@infomin/plugin';
import { z } from 'zod';
import { classification, features, label, penalty, rate } from './operand-types.js';

/** Multinomial logistic regression on frozen features. */
export const linearProbe = probe({
  name: 'LinearProbe',
  doc: `Linear evaluation: multinomial logistic regression on frozen features, fitted to convergence on the train split and scored on the test split.

Features are standardised by the train split's means and deviations. L-BFGS minimises the mean cross-entropy (nats) plus \`l2 / 2N · ‖W‖²\` over all N rows at once, biases unpenalised: there is no learning rate to tune, and the answer does not depend on the seed. Gives \`error_rate\`, the fraction of test rows answered wrong, or \`accuracy\`, beside the chance of always answering the train split's most frequent class.`,
  parameters: z.object({
    l2: penalty.describe(
      'weight of the penalty `l2 / 2N · ‖W‖²` beside the mean loss; 1 is what scikit-learn calls C = 1',
    ),
    maxIterations: z.int().min(1).default(1000).describe('most steps of L-BFGS'),
    tolerance: z
      .number()
      .positive()
      .default(1e-4)
      .describe('the fit ends when no entry of the gradient is larger than this'),
    standardize: z.boolean().default(true).describe('give each feature mean 0 and deviation 1 first'),
    metric: rate,
  }),
  operands: [features, label],
  example: 'probe digit = LinearProbe(f(e.image), e.label)',
  infer: ({ metric }, operands) => classification(operands, metric),
  implementation: () => import('./linear-probe.compute.js'),
});
