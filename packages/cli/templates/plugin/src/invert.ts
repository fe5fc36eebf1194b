import { formatType, problem, view } from '@infomin/plugin';
import { z } from 'zod';

/** The signature: all that checks, editors and reference pages need. */
export const invert = view({
  name: 'Invert',
  doc: 'Turns bright into dark in some of the images, drawn anew for every row. `[N, H, W, C]` to the same shape.',
  parameters: z.object({
    probability: z.number().min(0).max(1).default(0.5).describe('how often a row is inverted'),
  }),
  example: 'view v = b.image |> Invert(0.3)',
  random: true,
  atTest: 'identity',
  infer: (_args, input) =>
    input.kind === 'Image' ? input : problem(`expects an image, got ${formatType(input)}`),
  implementation: () => import('./invert.compute.ts'),
});
