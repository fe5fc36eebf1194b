import { formatType, type Metric, type Problem, probe, problem, type Type } from '@infomin/plugin';
import { z } from 'zod';

const errorRate: Metric = { metric: 'error_rate', better: 'lower' };

const features = {
  name: 'features',
  doc: 'what the frozen encoder gives for a row, `Vector[D]`',
};
const label = { name: 'label', doc: 'the class of a row, `Class[n]`' };
const penalty = z.number().min(0).default(1);

/** Multinomial logistic regression on frozen features. */
export const LinearProbe = probe({
  name: 'LinearProbe',
  doc: `Linear evaluation: multinomial logistic regression on frozen features, fitted to convergence on the train split and scored on the test split.

Features are standardised by the train split's means and deviations. L-BFGS minimises the mean cross-entropy (nats) plus \`l2 / 2N · ‖W‖²\` over all N rows at once, biases unpenalised: there is no learning rate to tune, and the answer does not depend on the seed. Gives \`error_rate\`, the fraction of test rows answered wrong, beside the chance of always answering the train split's most frequent class.`,
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
  }),
  operands: [features, label],
  example: 'probe digit = LinearProbe(f(e.image), e.label)',
  infer: (_args, operands) => classification(operands),
  implementation: () => import('./linear.js'),
});

/** k nearest neighbours by cosine similarity on frozen features. */
export const KnnProbe = probe({
  name: 'KnnProbe',
  doc: `k nearest neighbours: a test row is answered by its k nearest train rows by cosine similarity s, each voting for its class with weight exp(s / temperature).

Nothing is fitted, so it tells how the features lie without asking for linear separability. Gives \`error_rate\` beside the chance of always answering the train split's most frequent class.

Source: Wu et al., "Unsupervised Feature Learning via Non-Parametric Instance Discrimination", CVPR 2018, section 3.4 (there k = 200, temperature 0.07).`,
  parameters: z.object({
    k: z.int().min(1).default(20).describe('neighbours that vote; all train rows where there are fewer'),
    temperature: z.number().positive().default(0.07).describe('how fast votes fade with distance'),
  }),
  operands: [features, label],
  example: 'probe digit = KnnProbe(f(e.image), e.label, k: 20)',
  infer: (_args, operands) => classification(operands),
  implementation: () => import('./knn.js'),
});

/** Ridge regression on frozen features. */
export const RegressionProbe = probe({
  name: 'RegressionProbe',
  doc: `Linear regression on frozen features: where is the digit?

Ridge regression in closed form on features standardised by the train split. Gives \`distance\`, the mean Euclidean distance between answer and target on the test split (pixels for a \`Point\`), beside the chance of always answering the train split's mean.`,
  parameters: z.object({
    l2: penalty.describe('weight of `‖W‖²` beside the sum of squared errors, features being standardised'),
  }),
  operands: [features, { name: 'target', doc: 'what is to be told, `Point[2]` in pixels or `Vector[D]`' }],
  example: 'probe location = RegressionProbe(f(e.image), e.position)',
  infer(_args, [x, y]) {
    const wrong = notFeatures(x);
    if (wrong) return wrong;
    if (y?.kind === 'Point') return { metric: 'distance', unit: 'px', better: 'lower' };
    if (y?.kind === 'Vector') return { metric: 'distance', better: 'lower' };
    return problem(`the target is a Point or a Vector, not ${named(y)}`, {
      parameter: 'target',
      ...(y?.kind === 'Class' && { suggestion: 'LinearProbe tells classes apart.' }),
    });
  },
  implementation: () => import('./regression.js'),
});

function classification([x, y]: readonly Type[]): Metric | Problem {
  const wrong = notFeatures(x);
  if (wrong) return wrong;
  if (y?.kind === 'Class') return errorRate;
  return problem(`the label is a Class, not ${named(y)}`, {
    parameter: 'label',
    ...((y?.kind === 'Point' || y?.kind === 'Vector') && {
      suggestion: 'RegressionProbe measures distances.',
    }),
  });
}

function notFeatures(x: Type | undefined): Problem | undefined {
  if (x?.kind === 'Vector') return undefined;
  const pixels = x?.kind === 'Image' || x?.kind === 'Clip';
  return problem(`features are a Vector, not ${named(x)}`, {
    parameter: 'features',
    ...(pixels && { suggestion: 'Apply an encoder to it, such as f(e.image).' }),
    ...(x?.kind === 'Class' && { suggestion: 'Features stand first, the target second.' }),
  });
}

function named(type: Type | undefined): string {
  return type === undefined ? 'left out' : formatType(type);
}
