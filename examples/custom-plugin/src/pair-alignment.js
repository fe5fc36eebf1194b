import { formatType, probe, problem } from '@infomin/plugin';
import { z } from 'zod';

export const pairAlignment = probe({
  name: 'PairAlignment',
  doc: 'Mean squared distance, on the unit sphere, between two embeddings of the same rows, over the test split; 0 where they agree. Chance is the same over rows that do not belong together. After Wang & Isola, "Understanding Contrastive Representation Learning through Alignment and Uniformity", 2020, eq. 1.',
  parameters: z.object({}),
  example: 'probe close = PairAlignment(f(e.image), f(e.image |> Resize(14) |> Resize(28)))',
  operands: [
    { name: 'a', doc: 'an embedding, `[N, D]`' },
    { name: 'b', doc: 'another of the same rows, `[N, D]`' },
  ],
  infer(_args, [a, b]) {
    if (a?.kind !== 'Vector' || b?.kind !== 'Vector' || a.dims[0] !== b.dims[0]) {
      return problem(
        `expects two vectors of one length, got ${[a, b].map((type) => type && formatType(type)).join(' and ')}`,
      );
    }
    return { metric: 'alignment', better: 'lower' };
  },
  implementation: () => import('./pair-alignment.compute.js'),
});
