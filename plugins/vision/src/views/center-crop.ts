import { view } from '@infomin/plugin';
import { z } from 'zod';
import { size } from './parameters.js';
import { cut } from './sizes.js';

export const centerCrop = view({
  name: 'CenterCrop',
  doc: `Cuts the square of \`size\` pixels in the middle, as torchvision does.

\`[N, H, W, C]\` to \`[N, size, size, C]\`; also on images of open size.`,
  parameters: z.object({ size }),
  random: false,
  infer: (args, input) => cut(args.size, args.size, input),
  example: 'view v = e.image |> CenterCrop(64)',
  implementation: () => import('./center-crop.compute.js'),
});
