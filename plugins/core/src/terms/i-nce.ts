import { formatType, problem, type Type, term } from '@infomin/plugin';
import { z } from 'zod';

/** Whether two vectors of one size stand there. */
function acceptsVectors([a, b]: readonly Type[]): true | ReturnType<typeof problem> {
  if (a === undefined || b === undefined) return problem(`takes two vectors`);
  for (const [parameter, operand] of Object.entries({ a, b })) {
    if (operand.kind === 'Vector') continue;
    return problem(`compares vectors, got ${formatType(operand)}`, {
      suggestion: 'Apply an encoder to it.',
      parameter,
    });
  }
  if (a.dims[0] === b.dims[0]) return true;
  return problem(`compares vectors of one size, got ${formatType(a)} and ${formatType(b)}`, {
    suggestion: 'Give both encoders, or both heads, the same `dim`.',
  });
}

export const iNce = term({
  name: 'I_NCE',
  doc: `Estimates the mutual information of two variables in nats: \`log K − L_NCE\`.

The critic is the cosine of the two vectors \`[N, D]\` divided by \`temperature\`; the K = N rows of the batch are each
other's negatives and the positive stands inside the sum:
\`L_NCE = −mean_i log(exp h(a_i, b_i) / Σ_j exp h(a_i, b_j))\`. A lower bound on I(a; b) that can't pass log K, so
compare it only where nothing but the views changes. van den Oord et al. 2018; Tian et al. 2020, Section 3.`,
  parameters: z.object({
    temperature: z
      .number()
      .positive()
      .default(0.1)
      .describe('what the cosine is divided by; not published for the paper'),
    symmetric: z
      .boolean()
      .default(false)
      .describe(
        'average of both directions, as in SimCLR and CMC; false: rows of `a` look for theirs in `b`, as the paper prints it',
      ),
  }),
  operands: [
    { name: 'a', doc: 'Vectors of the first view.' },
    { name: 'b', doc: 'Vectors of the second view, of the same size.' },
  ],
  separator: ';',
  information: true,
  accepts: (_args, operands) => acceptsVectors(operands),
  example: 'objective nce = max f: I_NCE(f(v1); f(v2), temperature: 0.1)',
  implementation: () => import('./i-nce.compute.js'),
});
