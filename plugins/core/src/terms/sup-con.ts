import { formatType, problem, term } from '@infomin/plugin';
import { z } from 'zod';
import { acceptsVectors, twoVectors } from './vector-operands.js';

export const supCon = term({
  name: 'SupCon',
  doc: `Supervised contrastive loss: both views of all rows of one class are each other's positives; to be minimised.

For \`[N, D]\`, \`[N, D]\` and classes \`[N]\`: each of the 2N embeddings i, scaled to length 1, looks among the 2N − 1 others;
the mean over i of \`−mean_{p of its class} log(exp(z_i·z_p / temperature) / Σ_{j≠i} exp(z_i·z_j / temperature))\`.
Khosla et al. 2020, eq. 2 (the sum outside of the logarithm).`,
  parameters: z.object({
    temperature: z.number().positive().default(0.1).describe('what the cosine is divided by'),
  }),
  operands: [...twoVectors, { name: 'labels', doc: 'The class of each row.' }],
  separator: ',',
  information: false,
  accepts(_args, [a, b, labels]) {
    if (a === undefined || b === undefined || labels === undefined)
      return problem('takes two vectors and a class');
    if (labels.kind !== 'Class') {
      return problem(`takes classes as \`labels\`, got ${formatType(labels)}`, {
        suggestion: 'Use a labelled column, or I_NCE without labels.',
        parameter: 'labels',
      });
    }
    return acceptsVectors([a, b]);
  },
  example: `view x1 = l.image |> RandomResizedCrop(64)
view x2 = l.image |> RandomResizedCrop(64)
objective classes = min f: SupCon(f(x1), f(x2), labels: l.label)`,
  implementation: () => import('./sup-con.compute.js'),
});
