import { isProblem, problem, view } from '@infomin/plugin';
import { z } from 'zod';
import { closedImageDims, sameColorImage } from './images.js';

export const probability = (value: number) =>
  z.number().min(0).max(1).default(value).describe('probability, for each row, that it is applied');

export const colorJitter = view({
  name: 'ColorJitter',
  doc: `Changes brightness, contrast, saturation and hue by random amounts, drawn anew for every row.

Factors are uniform in [1 − x, 1 + x], cut at 0: brightness multiplies; contrast blends with the mean grey of the image;
saturation blends with the grey of each pixel; \`hue\` turns the colours by up to that fraction of a full turn, as a
rotation of I and Q in the YIQ space. Always in this order, cut to [0, 1] at the end. \`[N, H, W, 3]\` to the same, RGB in
[0, 1]. In probes: nothing. After Chen et al. 2020, Appendix A.`,
  parameters: z.object({
    brightness: z.number().min(0).default(0.4).describe('largest change of the factor'),
    contrast: z.number().min(0).default(0.4).describe('largest change of the factor'),
    saturation: z.number().min(0).default(0.4).describe('largest change of the factor'),
    hue: z.number().min(0).max(0.5).default(0.1).describe('largest turn').meta({ unit: 'turns' }),
    p: probability(0.8),
  }),
  random: true,
  atTest: 'identity',
  infer: (_args, input) => sameColorImage(input),
  example: 'view v = b.image |> RandomResizedCrop(64) |> ColorJitter(hue: 0.1)',
  implementation: () => import('../views/color-jitter.js'),
});

export const grayscale = view({
  name: 'Grayscale',
  doc: `Turns an image grey, with probability \`p\` for each row: all three channels become .299 R + .587 G + .114 B.

\`[N, H, W, 3]\` to the same. In probes: nothing. Chen et al. 2020.`,
  parameters: z.object({ p: probability(0.2) }),
  random: true,
  atTest: 'identity',
  infer: (_args, input) => sameColorImage(input),
  example: 'view v = b.image |> RandomResizedCrop(64) |> Grayscale(p: 0.2)',
  implementation: () => import('../views/grayscale.js'),
});

export const colorSpace = view({
  name: 'ColorSpace',
  doc: `Writes RGB images in another colour space; the values are the textbook's, not rescaled.

| space | channels | range, for RGB in [0, 1] |
| --- | --- | --- |
| \`.RGB\` | as they are | [0, 1] |
| \`.YDbDr\` | Y = .299R + .587G + .114B; Db = −.450R − .883G + 1.333B; Dr = −1.333R + 1.116G + .217B | Y [0, 1], Db and Dr [−1.333, 1.333] |
| \`.YCbCr\` | JPEG's: the same Y; Cb = .5 + .564 (B − Y); Cr = .5 + .713 (R − Y) | [0, 1] |
| \`.Lab\` | CIE 1976, of sRGB under D65 | L [0, 100], a and b about [−110, 110] |
| \`.HSV\` | hue as a fraction of the turn, saturation, value | [0, 1] |

\`[N, H, W, 3]\` to the same. Tian et al. 2020, Section 4 (channels split 1 | 2:3).`,
  parameters: z.object({
    space: z.enum(['RGB', 'YDbDr', 'YCbCr', 'Lab', 'HSV']).describe('the space to write the image in'),
  }),
  random: false,
  infer: (_args, input) => sameColorImage(input),
  example: 'view X = u.image |> RandomResizedCrop(64) |> ColorSpace(.YDbDr)',
  implementation: () => import('../views/color-space.js'),
});

const perChannel = z.union([z.number(), z.array(z.number()).min(1)]);

export const normalize = view({
  name: 'Normalize',
  doc: `Subtracts \`mean\` and divides by \`std\`, each one number or one for each channel.

\`[N, H, W, C]\` to the same.`,
  parameters: z.object({
    mean: perChannel.default(0.5).describe('what is subtracted, one number or one for each channel'),
    std: perChannel
      .refine((std) => [std].flat().every((value) => value > 0), 'must be above 0')
      .default(0.5)
      .describe('what it is divided by, one number or one for each channel'),
  }),
  random: false,
  infer(args, input) {
    const dims = closedImageDims(input);
    if (isProblem(dims)) return dims;
    for (const parameter of ['mean', 'std'] as const) {
      const value = args[parameter];
      if (!Array.isArray(value) || value.length === dims.channels) continue;
      return problem(`\`${parameter}\` has ${value.length} numbers for ${dims.channels} channels`, {
        suggestion: 'Give one number, or one for each channel.',
        parameter,
      });
    }
    return input;
  },
  example: 'view v = e.image |> Resize(64) |> Normalize(mean: [0.49, 0.48, 0.45], std: [0.25, 0.24, 0.26])',
  implementation: () => import('../views/normalize.js'),
});
