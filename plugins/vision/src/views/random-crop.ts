import { view } from '@infomin/plugin';
import { z } from 'zod';
import { size } from './parameters.js';
import { cut } from './sizes.js';

export const randomCrop = view({
  name: 'RandomCrop',
  doc: `Cuts a square of \`size\` pixels at a place drawn anew for every row, uniform over all places inside the image.

\`[N, H, W, C]\` to \`[N, size, size, C]\`; also on images of open size. In probes: the centre.`,
  parameters: z.object({ size }),
  random: true,
  atTest: 'center',
  infer: (args, input) => cut(args.size, args.size, input),
  example: 'view v1 = b.image |> RandomCrop(20)',
  implementation: () => import('./random-crop.compute.js'),
});
