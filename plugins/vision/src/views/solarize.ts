import { view } from '@infomin/plugin';
import { z } from 'zod';
import { sameUnitImage } from '../image-types.js';
import { probability, sometimes } from './parameters.js';

export const solarize = view({
  name: 'Solarize',
  doc: `Inverts all values from a threshold on, \`1 − x\`, with probability \`p\` for each row.

\`[N, H, W, C]\` in [0, 1] to the same. In probes: nothing, unless \`p\` is 1. As torchvision's; Grill et al. 2020, Appendix B, where
one view has it with \`p: 0.2\`.`,
  parameters: z.object({
    threshold: z.number().min(0).max(1).default(0.5).describe('least value that is inverted'),
    p: probability(0.2),
  }),
  random: ({ p }) => sometimes(p),
  atTest: 'identity',
  infer: (_args, input) => sameUnitImage(input),
  example: 'view v = b.image |> RandomResizedCrop(64) |> Solarize(p: 0.2)',
  implementation: () => import('./solarize.compute.js'),
});
