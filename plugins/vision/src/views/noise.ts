import { view } from '@infomin/plugin';
import { z } from 'zod';
import { sameImage } from '../image-types.js';

export const noise = view({
  name: 'Noise',
  doc: `Adds normal noise to every value, independent between pixels and channels.

\`[N, H, W, C]\` to the same; values are not cut to [0, 1] afterwards. In probes: nothing.`,
  parameters: z.object({
    std: z.number().min(0).default(0.1).describe('standard deviation; images run from 0 to 1'),
  }),
  random: ({ std }) => std > 0,
  atTest: 'identity',
  infer: (_args, input) => sameImage(input),
  example: 'view v1 = b.image |> RandomCrop(20) |> Noise(0.1)',
  implementation: () => import('./noise.compute.js'),
});
