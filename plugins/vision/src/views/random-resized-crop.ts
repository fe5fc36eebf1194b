import { range, view } from '@infomin/plugin';
import { z } from 'zod';
import { size } from './parameters.js';
import { scaled } from './sizes.js';

export const randomResizedCrop = view({
  name: 'RandomResizedCrop',
  doc: `Cuts a box of random area, proportions and place, and scales it to \`size\`×\`size\` pixels (bilinear, antialiased).

The area is uniform in \`scale\`, the logarithm of width/height uniform in \`ratio\`; a box that does not fit into the image is
drawn again, and after ten that do not it is the largest in the middle that \`ratio\` allows, as in torchvision. So areas are
smaller on average than \`scale\`'s middle. \`[N, H, W, C]\` to \`[N, size, size, C]\`; also on images of open size. In probes:
the largest square in the middle. Szegedy et al. 2015.`,
  parameters: z.object({
    size,
    scale: range({ min: 0, max: 1 })
      .refine((scale) => scale.to > 0, 'must reach above 0')
      .default({ from: 0.08, to: 1 })
      .describe("area of the box, as a fraction of the image's"),
    ratio: range({ min: 0.01, max: 100 })
      .default({ from: 0.75, to: 4 / 3 })
      .describe('width over height of the box'),
  }),
  random: true,
  atTest: 'center',
  infer: (args, input) => scaled(args.size, input),
  example: 'view X = u.image |> RandomResizedCrop(64, scale: 0.2..1.0)',
  implementation: () => import('./random-resized-crop.compute.js'),
});
