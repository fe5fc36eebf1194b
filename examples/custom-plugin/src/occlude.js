import { formatType, problem, view } from '@infomin/plugin';
import { z } from 'zod';

/** The signature: all that `check`, hover and the docs need. The tensor code is loaded when a run asks for it. */
export const occlude = view({
  name: 'Occlude',
  doc: 'Paints a square of each image black, at a place drawn anew for every row. `[N, H, W, C]` to the same shape. After DeVries & Taylor, "Cutout", 2017.',
  parameters: z.object({
    size: z.int().min(1).default(8).describe('side of the square').meta({ unit: 'pixels' }),
  }),
  example: 'view v = b.image |> Occlude(8)',
  random: true,
  atTest: 'identity',
  infer({ size }, input) {
    if (input.kind !== 'Image') return problem(`expects an image, got ${formatType(input)}`);
    const [height, width] = input.dims;
    if (height === '?' || width === '?') {
      return problem(`needs an image of known size, got ${formatType(input)}`, {
        suggestion: 'Put Resize(…) or RandomCrop(…) before it.',
      });
    }
    if (size >= Math.min(Number(height), Number(width))) {
      return problem(`a square of ${size} pixels hides all of ${formatType(input)}`, {
        suggestion: `Use a size below ${Math.min(Number(height), Number(width))}.`,
        parameter: 'size',
      });
    }
    return input;
  },
  implementation: () => import('./occlude.compute.js'),
});
