import { probe, problem } from '@infomin/plugin';
import { z } from 'zod';
import { features, named, notFeatures, penalty } from './operand-types.js';

/** Ridge regression on frozen features. */
export const regressionProbe = probe({
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
  implementation: () => import('./regression-probe.compute.js'),
});
