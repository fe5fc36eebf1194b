import { isProblem, view } from '@infomin/plugin';
import { z } from 'zod';
import { size } from './parameters.js';
import { cut } from './sizes.js';

export const patchPair = view({
  name: 'PatchPair',
  doc: `Cuts two patches from one image, at (x, y) and at (x + distance, y + distance).

The place is drawn anew for every row, uniform over those that keep both patches inside; \`[N, H, W, C]\` to two of
\`[N, size, size, C]\`; also on images of open size. The further apart, the less they share: Tian et al. 2020, Figure 3.`,
  parameters: z.object({
    size,
    distance: z
      .int()
      .min(0)
      .default(64)
      .describe('from one patch to the other, along both axes')
      .meta({ unit: 'pixels' }),
  }),
  random: true,
  infer(args, input) {
    const patch = cut(args.size, args.size + args.distance, input);
    return isProblem(patch) ? patch : [patch, patch];
  },
  example: 'view (v1, v2) = b.image |> PatchPair(size: 32, distance: 64)',
  implementation: () => import('./patch-pair.compute.js'),
});
