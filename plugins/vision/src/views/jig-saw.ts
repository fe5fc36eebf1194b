import { isProblem, problem, view } from '@infomin/plugin';
import { z } from 'zod';
import { closedImageDims } from '../image-types.js';

export const jigSaw = view({
  name: 'JigSaw',
  doc: `Cuts an image into \`grid\`² cells and gives a patch of each, in random order.

Where a patch lies in its cell and which cell comes first is drawn anew for every row; \`[N, H, W, C]\` to \`grid\`² results of
\`[N, size, size, C]\`. Vectors of all patches, joined by \`concat\`, are the other view of PIRL (Misra and van der Maaten 2020,
Section 3.3) and of InfoMin's branch: \`j(concat(f(p1), f(p2), …))\`.`,
  parameters: z.object({
    grid: z.int().min(2).max(5).default(3).describe('cells along each side'),
    size: z
      .int()
      .min(1)
      .optional()
      .describe('side of a patch; that of a cell if left out')
      .meta({ unit: 'pixels' }),
  }),
  random: true,
  infer({ grid, size }, input) {
    const dims = closedImageDims(input);
    if (isProblem(dims)) return dims;
    const cell = Math.floor(Math.min(dims.height, dims.width) / grid);
    const side = size ?? cell;
    if (side > cell || cell === 0) {
      return problem(
        `cells of ${dims.height}×${dims.width} have ${cell} pixels a side, too few for ${side}`,
        {
          suggestion: 'Give smaller patches, or fewer cells.',
          parameter: size === undefined ? 'grid' : 'size',
        },
      );
    }
    const patch = { ...input, dims: [side, side, dims.channels] };
    return Array.from({ length: grid * grid }, () => patch);
  },
  example: 'view (p1, p2, p3, p4) = b.image |> RandomResizedCrop(32) |> JigSaw(grid: 2, size: 14)',
  implementation: () => import('./jig-saw.compute.js'),
});
