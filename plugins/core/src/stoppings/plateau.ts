import { stopping } from '@infomin/plugin';
import { z } from 'zod';

export const plateau = stopping({
  name: 'Plateau',
  doc: `Ends a training when the watched probe gets no better any more.

It has \`patience\`: so many measurements in a row that are not better than the best before them by more than \`by\`. Whether
lower or higher is better, the probe says. The models stay as they are then, as with Keras' and Lightning's EarlyStopping.`,
  parameters: z.object({
    patience: z
      .int()
      .min(1)
      .default(5)
      .describe('measurements without a better one before the training ends'),
    by: z
      .number()
      .min(0)
      .default(0)
      .describe("how much better a measurement must be to count, in the probe's unit"),
  }),
  example: 'train nce { epochs: 100, watch: [digit], every: 1 epoch, stop: Plateau(patience: 5) }',
  implementation: () => import('./plateau.compute.js'),
});
