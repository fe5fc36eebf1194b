import { range, view } from '@infomin/plugin';
import { z } from 'zod';
import { sameImage } from '../image-types.js';
import { probability, sometimes } from './parameters.js';

export const gaussianBlur = view({
  name: 'GaussianBlur',
  doc: `Blurs an image with a Gaussian of random width, with probability \`p\` for each row.

The standard deviation is uniform in \`sigma\`; the image is continued by its mirror, so that its mean stays. \`[N, H, W, C]\`
to the same. In probes: nothing, unless it always blurs alike (\`p: 1\`, \`sigma: 4..4\`). The Gaussian is whole:
torchvision cuts it to \`kernel_size\` pixels, so blurs less where they are fewer than about 6 \`sigma\`, and mirrors without the
pixel of the edge. Chen et al. 2020, Appendix A.`,
  parameters: z.object({
    sigma: range({ min: 0.01 })
      .default({ from: 0.1, to: 2 })
      .describe('standard deviation of the Gaussian')
      .meta({ unit: 'pixels' }),
    p: probability(0.5),
  }),
  random: ({ sigma, p }) => sometimes(p) || (p > 0 && sigma.from !== sigma.to),
  atTest: 'identity',
  infer: (_args, input) => sameImage(input),
  example: 'view v = b.image |> RandomResizedCrop(64) |> GaussianBlur(sigma: 0.1..2.0)',
  implementation: () => import('./gaussian-blur.compute.js'),
});
