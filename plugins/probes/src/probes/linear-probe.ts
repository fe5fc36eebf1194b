import { probe } from '@infomin/plugin';
import { z } from 'zod';
import { classification, features, label, penalty, rate } from './operand-types.js';

/** Multinomial logistic regression on frozen features. */
export const linearProbe = probe({
  name: 'LinearProbe',
  doc: `Linear evaluation: multinomial logistic regression on frozen features, fitted to convergence on the train split and scored on the test split.

Features are standardised by the train split's means and deviations. L-BFGS minimises the mean cross-entropy (nats) plus \`l2 / 2N · ‖W‖²\` over all N rows at once, biases unpenalised: there is no learning rate to tune, and the answer does not depend on the seed. Under a small penalty the loss goes on falling slowly where the gradient is within \`tolerance\`, most with many classes: a smaller tolerance moves the error then. Gives \`error_rate\`, the fraction of test rows answered wrong, or \`accuracy\`, beside the chance of always answering the train split's most frequent class.

With \`penalty: .search\` the penalty is the power of ten from 1e-3 to 1e4 with the fewest errors on a tenth of the train split, at most 5,000 rows, that was held out from its fits; of equal ones the strongest. The probe is then fitted on the whole train split. The test split has no part in it; \`details\` say the penalty and the errors of all.`,
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
    penalty: z
      .enum(['fixed', 'search'])
      .default('fixed')
      .describe('`l2` as it is given, or the best of 1e-3 to 1e4 on rows held out of the train split'),
  }),
  operands: [features, label],
  example: 'probe digit = LinearProbe(f(e.image), e.label)',
  infer: ({ metric }, operands) => classification(operands, metric),
  implementation: () => import('./linear-probe.compute.js'),
});
