import { view } from '@infomin/plugin';
import { z } from 'zod';
import { sameColorImage } from '../image-types.js';

export const randAugment = view({
  name: 'RandAugment',
  doc: `Applies \`count\` operations drawn anew for every row, one after another: RandAugment (Cubuk et al. 2020).

Of fourteen, each as likely: nothing, shear and translation along x and y, rotation, brightness, colour, contrast, sharpness,
posterize, solarize, automatic contrast, equalisation. All but the last two and nothing have a strength by \`magnitude\`, of
torchvision's 31 steps from 0 to 30; those with a direction take either as likely. What comes in from outside is black, pixels
are those nearest. \`[N, H, W, 3]\` to the same, RGB in [0, 1]. In probes: nothing. InfoMin's augmentation has it (Tian et al. 2020,
Section 5).`,
  parameters: z.object({
    count: z.int().min(1).default(2).describe('operations, one after another'),
    magnitude: z.int().min(0).max(30).default(9).describe('strength of each'),
  }),
  random: true,
  atTest: 'identity',
  infer: (_args, input) => sameColorImage(input),
  example: 'view v = b.image |> RandomResizedCrop(32) |> Flip() |> RandAugment()',
  implementation: () => import('./rand-augment.compute.js'),
});
