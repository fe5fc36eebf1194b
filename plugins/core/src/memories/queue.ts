import { memory, rowShape } from '@infomin/plugin';
import { z } from 'zod';

export const queue = memory({
  name: 'Queue',
  doc: `The latest vectors that a term saw, as negatives for later steps: MoCo's queue (He et al. 2020).

Every training step puts its batch in front and lets the oldest fall out. It starts empty, and what is not there yet counts
nowhere. Vectors are kept as they were, so they should come of a model that moves slowly, such as \`Ema(f)\`. Where it is
longer than an epoch it also holds earlier vectors of a row, which are no negatives of that row.`,
  parameters: z.object({
    size: z.int().min(1).describe('how many vectors it keeps; 65,536 in MoCo'),
  }),
  state: ({ size }, type) => ({
    vectors: { shape: [size, ...rowShape(type)], init: { kind: 'zeros' } },
    /** 1 where a vector was put, 0 where none was yet. */
    present: { shape: [size], init: { kind: 'zeros' } },
    /** The row that each vector is of. */
    rows: { shape: [size], dtype: 'int32', init: { kind: 'zeros' } },
  }),
  example: 'objective moco = max f: I_NCE(f(v1); f(v2), negatives: Queue(4096))',
  implementation: () => import('./queue.compute.js'),
});
