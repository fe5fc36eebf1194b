import { isProblem, model, type Type } from '@infomin/plugin';
import { z } from 'zod';
import { sameImage, sameUnitImage } from '../image-types.js';
import { convSpecs } from '../layers/specs.js';

export const viewmaker = model({
  name: 'Viewmaker',
  doc: `A generator that adds a learned, random perturbation of bounded size to an image.

A small residual network of 3×3 convolutions sees the image and channels of noise; its output passes tanh and is scaled to
a mean absolute value of \`budget\`: onto the L1 sphere of radius budget × H × W × C. \`[N, H, W, C]\` to the same. In probes it
changes nothing. Tamkin et al. 2021 (there with a larger network).`,
  parameters: z.object({
    budget: z
      .number()
      .positive()
      .default(0.05)
      .describe('mean absolute change of a value; images run from 0 to 1'),
    hidden: z.int().min(1).default(16).describe('filters of each convolution'),
    blocks: z.int().min(0).max(1000).default(2).describe('residual blocks, of two convolutions each'),
    noise: z.int().min(1).default(1).describe('channels of noise beside the image'),
    clamp: z
      .boolean()
      .default(true)
      .describe('cut the result to [0, 1]; false for colour spaces with other values'),
  }),
  roles: ['generator'],
  atTest: 'identity',
  infer({ clamp }, input) {
    if (!clamp) return sameImage(input);
    const same = sameUnitImage(input);
    return isProblem(same) && !isProblem(sameImage(input))
      ? { ...same, suggestion: 'Write `clamp: false`: it cuts its result to [0, 1].' }
      : same;
  },
  state({ hidden, blocks, noise }, input: Type) {
    const channels = input.dims[2] as number;
    const inside = { kernel: 3, from: hidden, to: hidden };
    const residual = Array.from({ length: blocks }, (_, i) => ({
      ...convSpecs(`block${i + 1}.first`, inside, true),
      ...convSpecs(`block${i + 1}.second`, inside, true),
    }));
    return Object.assign(
      {},
      convSpecs('in', { kernel: 3, from: channels + noise, to: hidden }, true),
      ...residual,
      convSpecs('out', { kernel: 3, from: hidden, to: channels }, true),
    );
  },
  example: 'generator g = Viewmaker(budget: 0.05)',
  implementation: () => import('./viewmaker.compute.js'),
});
