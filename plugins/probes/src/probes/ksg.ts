import { probe, problem } from '@infomin/plugin';
import { z } from 'zod';
import { fewestRows } from '../information/ksg.js';
import { notVariables, twoVariables } from './information-operands.js';

export const ksg = probe({
  name: 'KSG',
  doc: `Mutual information of two variables in nats, from distances of nearest neighbours: nothing is fitted.

Over the test split, entries brought to normal scores by rank first: \`ψ(k) + ψ(N) − mean(ψ(n_a + 1) + ψ(n_b + 1))\`, where n_a
and n_b count the rows nearer than the k-th neighbour of the pair, by the largest difference of an entry. Right in few
dimensions and for continuous values; in many dimensions it finds too little. So the same is asked of as many normal variables with
the covariances of these scores, whose information is known, and the probe says that it is not to be trusted
where it is off by more than a quarter of a nat there; nor where pairs repeat, as those of two classes do, whose neighbours lie at no distance. Its standard error, in \`details\`, is of ten parts of
the rows. Kraskov, Stögbauer and Grassberger 2004, eq. 8; Holmes and Nemenman 2019 for the error.`,
  parameters: z.object({
    k: z.int().min(1).default(3).describe('which neighbour; fewer is less bias and more variance'),
    rows: z
      .int()
      .min(20)
      .default(5000)
      .describe('most rows that are looked at, at least 50 `k`; time grows as their square'),
  }),
  operands: twoVariables,
  example: 'probe kept = KSG(f(e.image), e.position, k: 3)',
  infer({ k, rows }, operands) {
    const fewest = fewestRows(k);
    if (rows < fewest) {
      return problem(`${rows} rows are too few for \`k: ${k}\``, {
        parameter: 'rows',
        suggestion: `write \`rows: ${fewest}\` or more`,
      });
    }
    return notVariables(operands) ?? { metric: 'information', unit: 'nats', better: 'higher' };
  },
  implementation: () => import('./ksg.compute.js'),
});
