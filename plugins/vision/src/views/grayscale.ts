import { view } from '@infomin/plugin';
import { z } from 'zod';
import { sameColorImage } from '../image-types.js';
import { probability, sometimes } from './parameters.js';

export const grayscale = view({
  name: 'Grayscale',
  doc: `Turns an image grey, with probability \`p\` for each row: all three channels become .299 R + .587 G + .114 B.

\`[N, H, W, 3]\` to the same. In probes: nothing, unless \`p\` is 1. Chen et al. 2020.`,
  parameters: z.object({ p: probability(0.2) }),
  random: ({ p }) => sometimes(p),
  atTest: 'identity',
  infer: (_args, input) => sameColorImage(input),
  example: 'view v = b.image |> RandomResizedCrop(64) |> Grayscale(p: 0.2)',
  implementation: () => import('./grayscale.compute.js'),
});
