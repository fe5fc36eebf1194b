import { constructorOf, probe, problem } from '@infomin/plugin';
import { z } from 'zod';
import { notVariables, twoVariables } from './information-operands.js';

export const mutualInformation = probe({
  name: 'MutualInformation',
  doc: `Mutual information of two variables in nats, by fresh critics on frozen features or views, with an interval.

A critic is one network of both variables \`[N, D]\` (images are flattened, classes one-hot), whose scores of all pairs of a batch a
term of information judges; the critic that the term has otherwise (\`temperature\`, \`candidates\`) is left out. It learns from the
train split; a fifth of it says when to stop, at the highest held-out estimate; the test split, which no critic saw, says the value.
Entries are brought to normal scores by rank first, which changes no information.

The value is extrapolated in 1 / N from all rows and half of them. The interval, in \`details\`, is that of 90 % over
seeds (Student's t) and draws of test rows, widened by half of what was extrapolated, upwards by as much as is left if the bias goes
down as 1 / √N, and at least to what critics find in the rows that they learned from; and by what is left of a rise with the steps, if it goes down as 1 / steps. **Unreliable**, with the reason, is an estimate
that finds more than 0.1 nats in pairs that were drawn apart, lies
within a nat of its ceiling, moves by more than 0.2 nats under extrapolation, lies as far below what it finds in rows that it learned from (or by 0.1 nats, where that is more than twice as much), still rose by more
than 0.1 nats in the last quarter of the steps, has an interval wider than a nat, or contradicts another
of the estimators or, on as many rows of which none repeats, nearest neighbours (\`KSG\`). \`additivity\` asks each estimator about two
independent rows at once, too, which share twice as much. The first estimator's value is the probe's; all are in \`details\`.
Abdelaleem, Martini and Nemenman 2025.`,
  parameters: z.object({
    estimators: z
      .array(constructorOf('term'))
      .min(1)
      .describe('terms of information that critics learn by, such as `[I_NCE(), I_SMILE()]`'),
    seeds: z.int().min(2).default(3).describe('fits of each estimator on all rows, and on half of them'),
    steps: z.int().min(1).default(3000).describe('most steps of a fit'),
    batch: z.int().min(2).default(64).describe('rows a step; a critic looks at all pairs of them'),
    hidden: z.int().min(1).default(32).describe('units of the two hidden layers'),
    additivity: z
      .boolean()
      .default(false)
      .describe(
        'whether two rows at once must tell twice as much: one more fit, on half as many rows of twice the entries',
      ),
    rows: z.int().min(20).default(10_000).describe('most rows of each split that are looked at'),
  }),
  operands: twoVariables,
  example: 'probe kept = MutualInformation(f(e.image), e.label, estimators: [I_NCE(), I_SMILE()])',
  infer({ estimators }, operands) {
    for (const { signature, args } of estimators) {
      const { name } = signature;
      if (!signature.information || signature.bound === 'upper') {
        return problem(`\`${name}\` is not an estimate that a critic can learn by`, {
          parameter: 'estimators',
          suggestion: 'Take I_NCE, I_NWJ, I_JS, I_DV or I_SMILE.',
        });
      }
      if ((args as { readonly candidates?: unknown }).candidates === 'both') {
        return problem(`a fresh critic of \`${name}\` looks among the rows of the other variable only`, {
          parameter: 'estimators',
          suggestion: 'Leave out `candidates`.',
        });
      }
      const vectors = [0, 1].map(() => ({ kind: 'Vector', dims: [1] }) as const);
      if (Object.keys(signature.state?.(args, vectors) ?? {}).length === 0) continue;
      return problem(`\`${name}\` keeps something from step to step, which a fresh critic has not`, {
        parameter: 'estimators',
        suggestion: name === 'I_DV' ? 'Write I_DV(momentum: 0).' : 'Leave out what it remembers.',
      });
    }
    return notVariables(operands) ?? { metric: 'information', unit: 'nats', better: 'higher' };
  },
  implementation: () => import('./mutual-information.compute.js'),
});
