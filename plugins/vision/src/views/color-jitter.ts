import { view } from '@infomin/plugin';
import { z } from 'zod';
import { sameColorImage } from '../image-types.js';
import { probability } from './parameters.js';

export const colorJitter = view({
  name: 'ColorJitter',
  doc: `Changes brightness, contrast, saturation and hue by random amounts, drawn anew for every row.

Factors are uniform in [1 − x, 1 + x], cut at 0: brightness multiplies; contrast blends with the mean grey of the image;
saturation blends with the grey of each pixel; \`hue\` turns the hue of HSV by up to that fraction of a full turn. Each row
has them in a random order and is cut to [0, 1] after each; what is 0 is left out, as in torchvision. With probability
1 − \`p\` a row stays as it is. \`[N, H, W, 3]\` to the same, RGB in [0, 1]. In probes: nothing. Chen et al. 2020, Appendix
A.`,
  parameters: z.object({
    brightness: z.number().min(0).default(0.4).describe('largest change of the factor'),
    contrast: z.number().min(0).default(0.4).describe('largest change of the factor'),
    saturation: z.number().min(0).default(0.4).describe('largest change of the factor'),
    hue: z.number().min(0).max(0.5).default(0.1).describe('largest turn').meta({ unit: 'turns' }),
    p: probability(0.8),
  }),
  random: ({ brightness, contrast, saturation, hue, p }) =>
    p > 0 && (brightness > 0 || contrast > 0 || saturation > 0 || hue > 0),
  atTest: 'identity',
  infer: (_args, input) => sameColorImage(input),
  example: 'view v = b.image |> RandomResizedCrop(64) |> ColorJitter(hue: 0.1)',
  implementation: () => import('./color-jitter.compute.js'),
});
