import { formatType, probe, problem } from '@infomin/plugin';
import { z } from 'zod';
import { notFeatures } from './operand-types.js';

export const alignmentProbe = probe({
  name: 'AlignmentProbe',
  doc: `How close two embeddings of the same rows lie: the mean of \`|a − b|^alpha\` on the unit sphere, over the test split.

0 where they agree; \`chance\` is the same of rows that are paired at random, none with itself. Wang and Isola 2020, eq. 4.`,
  parameters: z.object({
    alpha: z.number().positive().default(2).describe('power of the distance'),
  }),
  operands: [
    { name: 'a', doc: 'an embedding, `Vector[D]`' },
    { name: 'b', doc: 'another of the same rows, `Vector[D]`' },
  ],
  example: 'probe close = AlignmentProbe(f(e.image), f(e.image |> CenterCrop(64) |> Resize(224)))',
  infer(_args, [a, b]) {
    const wrong = notFeatures(a) ?? notFeatures(b);
    if (wrong) return { problem: wrong.problem, ...(wrong.suggestion && { suggestion: wrong.suggestion }) };
    if (a!.dims[0] === b!.dims[0]) return { metric: 'alignment', better: 'lower' };
    return problem(`compares vectors of one size, got ${formatType(a!)} and ${formatType(b!)}`);
  },
  implementation: () => import('./alignment-probe.compute.js'),
});
