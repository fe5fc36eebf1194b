import { constructorOf, nestedState, problem, term } from '@infomin/plugin';
import { z } from 'zod';
import { acceptsVectors, twoVectors } from './vector-operands.js';

export const iNce = term({
  name: 'I_NCE',
  doc: `Estimates the mutual information of two variables in nats: \`log K − L_NCE\`.

The critic is the cosine of the two vectors \`[N, D]\` divided by \`temperature\`; the K = N rows of the batch are each
other's negatives and the positive stands inside the sum:
\`L_NCE = −mean_i log(exp h(a_i, b_i) / Σ_j exp h(a_i, b_j))\`. A lower bound on I(a; b) that can't pass log K, so
compare it only where nothing but the views changes. van den Oord et al. 2018; Tian et al. 2020, Section 3.

With \`candidates: .both\` each of the 2N vectors looks for its partner among the 2N − 1 others of both views, so
K = 2N − 1: SimCLR's NT-Xent (Chen et al. 2020, eq. 1). It bounds the information only where both views have one
distribution, as when one chain of views draws both.

With \`negatives: Queue(4096)\` rows of \`a\` look for theirs among those of \`b\` and the vectors of \`b\` of earlier steps, so
K = N + 4096 once it is full: MoCo (He et al. 2020). With \`negatives: Bank()\` they look for the vector that was kept of their
own row among those of all rows, so K is their number: instance discrimination, CMC, PIRL. Vectors of the same row never
count as negatives.

Here, and wherever else vectors are scaled to length 1, their length is \`√(|x|² + 10⁻¹²)\`: cosines of vectors shorter than about
10⁻⁵ come out too small, their gradients finite.`,
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
        'average of both directions, as in CMC and CLIP; false: rows of `a` look for theirs in `b` alone, as the paper prints it',
      ),
    candidates: z
      .enum(['other', 'both'])
      .optional()
      .describe(
        'where a vector looks for its partner: among those of the other view (`.other`, if left out), or of both',
      ),
    negatives: constructorOf('memory').optional().describe('vectors of `b` of earlier steps to look among'),
  }),
  operands: twoVectors,
  separator: ';',
  information: true,
  accepts({ candidates, symmetric, negatives }, operands, rows) {
    if (negatives && (candidates === 'both' || symmetric)) {
      return problem('takes remembered negatives in one direction only, from `a` to `b`', {
        suggestion: 'Leave out `symmetric` and `candidates`, or the memory.',
        parameter: 'negatives',
      });
    }
    if (negatives?.signature.room) {
      const { name, room: roomOf } = negatives.signature;
      const room = roomOf(negatives.args, rows);
      if (room === undefined) {
        return problem(
          'keeps something for each row, and the dataset does not say how many rows its split has',
          { suggestion: `Write \`${name}(rows: …)\` with that number, or more.`, parameter: 'negatives' },
        );
      }
      if (rows !== undefined && room < rows) {
        return problem(
          `keeps something for each row: ${rows} are trained on, and there is room for ${room}`,
          {
            suggestion: `Write \`${name}(rows: ${rows})\`, or leave \`rows\` out.`,
            parameter: 'negatives',
          },
        );
      }
    }
    if (candidates === 'both' && symmetric) {
      return problem('looks both ways already with `candidates: .both`', {
        suggestion: 'Leave out `symmetric`.',
        parameter: 'symmetric',
      });
    }
    return acceptsVectors(operands);
  },
  rowwise: ({ negatives }, rows) => negatives && { room: negatives.signature.room?.(negatives.args, rows) },
  state: ({ negatives }, [, b], room) =>
    negatives && b ? nestedState('negatives', negatives.signature.state(negatives.args, b, room)) : {},
  example: 'objective nce = max f: I_NCE(f(v1); f(v2), temperature: 0.1)',
  implementation: () => import('./i-nce.compute.js'),
});
