import { memory, rowShape } from '@infomin/plugin';
import { z } from 'zod';

export const bank = memory({
  name: 'Bank',
  doc: `A vector for each row of the dataset's split, the mean of what a term saw of it: the memory bank of instance
discrimination (Wu et al. 2018), CMC (Tian et al. 2019) and PIRL (Misra and van der Maaten 2020).

Rows of the first variable look for the vector of their own row among those of all rows. That of a row is moved whenever the
row is in a batch, \`momentum\` times itself and the rest from the second variable, and has length 1 again. It starts empty:
a row that is not there yet stands with what the second variable gives now, and what is not there counts nowhere. Published
implementations start with random vectors, and compare with a sample of some thousand rows where this compares with all.

A held-out row has no vector here: what the second variable gives of it now stands in place of one that is kept, so that K is the same.
Its positive is fresh where its negatives are means, which may tell them apart: held out, the value is no lower bound.`,
  parameters: z.object({
    momentum: z
      .number()
      .min(0)
      .lt(1)
      .default(0.5)
      .describe('the part of a vector that stays when its row is seen again'),
    rows: z
      .int()
      .min(2)
      .optional()
      .describe('how many rows the split has; needed where the dataset does not say'),
  }),
  room: ({ rows }, stated) => rows ?? stated,
  state: (_args, type, room = 0) => ({
    vectors: { shape: [room, ...rowShape(type)], init: { kind: 'zeros' } },
    /** 1 where a row has a vector, 0 where it has none yet. */
    present: { shape: [room], init: { kind: 'zeros' } },
  }),
  example: 'objective nce = max f: I_NCE(f(v1); f(v2), negatives: Bank(momentum: 0.5, rows: 50_000))',
  implementation: () => import('./bank.compute.js'),
});
