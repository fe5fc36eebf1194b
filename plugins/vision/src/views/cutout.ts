import { isProblem, problem, view } from '@infomin/plugin';
import { z } from 'zod';
import { closedImageDims } from '../image-types.js';
import { probability } from './parameters.js';

export const cutout = view({
  name: 'Cutout',
  doc: `Fills a square of each image with a value, at a place drawn anew for every row, with probability \`p\`.

The square's centre is uniform over the pixels; what of it lies outside the image is lost, so that less than \`size\`² pixels
may go. \`[N, H, W, C]\` to the same. In probes: nothing. DeVries and Taylor 2017.`,
  parameters: z.object({
    size: z.int().min(1).default(16).describe('side of the square').meta({ unit: 'pixels' }),
    value: z.number().default(0).describe('what it is filled with'),
    p: probability(1),
  }),
  random: ({ p }) => p > 0,
  atTest: 'identity',
  infer({ size }, input) {
    const dims = closedImageDims(input);
    if (isProblem(dims)) return dims;
    if (size < 2 * Math.max(dims.height, dims.width)) return input;
    return problem(`a square of ${size} pixels covers all of ${dims.height}×${dims.width} wherever it is`, {
      suggestion: 'Give it a smaller `size`, such as a quarter of the image.',
      parameter: 'size',
    });
  },
  example: 'view v = b.image |> RandomResizedCrop(32) |> Cutout(16)',
  implementation: () => import('./cutout.compute.js'),
});
