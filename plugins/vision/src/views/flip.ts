import { view } from '@infomin/plugin';
import { z } from 'zod';
import { sameImage } from '../image-types.js';
import { probability, sometimes } from './parameters.js';

export const flip = view({
  name: 'Flip',
  doc: `Mirrors an image left to right, with probability \`p\` for each row.

\`[N, H, W, C]\` to the same. In probes: nothing, unless \`p\` is 1.`,
  parameters: z.object({ p: probability(0.5) }),
  random: ({ p }) => sometimes(p),
  atTest: 'identity',
  infer: (_args, input) => sameImage(input),
  example: 'view X = u.image |> RandomResizedCrop(64) |> Flip()',
  implementation: () => import('./flip.compute.js'),
});
