import { isProblem, problem, view } from '@infomin/plugin';
import { z } from 'zod';
import { closedImageDims } from '../image-types.js';

const perChannel = z.union([z.number(), z.array(z.number()).min(1)]);

export const normalize = view({
  name: 'Normalize',
  doc: `Subtracts \`mean\` and divides by \`std\`, each one number or one for each channel.

\`[N, H, W, C]\` to the same, of an open colour space, \`Image[H, W, C] .?\`: operations on RGB come before it.`,
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
    return { ...input, space: '?' };
  },
  example: 'view v = e.image |> Resize(64) |> Normalize(mean: [0.49, 0.48, 0.45], std: [0.25, 0.24, 0.26])',
  implementation: () => import('./normalize.compute.js'),
});
