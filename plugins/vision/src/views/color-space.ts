import { isProblem, view } from '@infomin/plugin';
import { z } from 'zod';
import { sameColorImage } from '../image-types.js';

export const colorSpace = view({
  name: 'ColorSpace',
  doc: `Writes RGB images in another colour space; the values are the textbook's, not rescaled.

| space | channels | range, for RGB in [0, 1] |
| --- | --- | --- |
| \`.RGB\` | as they are | [0, 1] |
| \`.YDbDr\` | Y = .299R + .587G + .114B; Db = −.450R − .883G + 1.333B; Dr = −1.333R + 1.116G + .217B | Y [0, 1], Db and Dr [−1.333, 1.333] |
| \`.YCbCr\` | JPEG's: the same Y; Cb = .5 + .564 (B − Y); Cr = .5 + .713 (R − Y) | [0, 1] |
| \`.Lab\` | CIE 1976, of sRGB under D65 | L [0, 100], a and b about [−110, 110] |
| \`.HSV\` | hue as a fraction of the turn, saturation, value; of RGB cut to [0, 1] | [0, 1] |

\`[N, H, W, 3]\` to the same, whose type says the space: \`Image[64, 64, 3] .YDbDr\`. Tian et al. 2020, Section 4 (channels split 1 | 2:3).`,
  parameters: z.object({
    space: z.enum(['RGB', 'YDbDr', 'YCbCr', 'Lab', 'HSV']).describe('the space to write the image in'),
  }),
  random: false,
  infer({ space }, input) {
    const same = sameColorImage(input);
    return isProblem(same) ? same : { ...same, space };
  },
  example: 'view X = u.image |> RandomResizedCrop(64) |> ColorSpace(.YDbDr)',
  implementation: () => import('./color-space.compute.js'),
});
