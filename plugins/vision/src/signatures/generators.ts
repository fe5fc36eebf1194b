import { formatType, isProblem, model, problem, type Type, type WeightSpecs } from '@infomin/plugin';
import { z } from 'zod';
import { convSpecs } from '../layers/specs.js';
import { bias, heNormal, named } from '../layers/weights.js';
import { closedImageDims, sameImage } from './images.js';

export const flow = model({
  name: 'Flow',
  doc: `An invertible generator that works on each pixel alone: coupling layers over the channels, the identity at the start.

Block i changes one channel, 1, 2, 3, … in turn, by what a small network (1×1 convolutions with ReLU) makes of the others:
\`.vp\` adds it (volume-preserving, NICE, Dinh et al. 2015), \`.nvp\` also multiplies by exp(s) with |s| ≤ \`bound\` (RealNVP,
Dinh et al. 2017). \`[N, H, W, C]\` to the same, C ≥ 2. Tian et al. 2020, Section 4; blocks, width and bound are not
published.`,
  parameters: z.object({
    kind: z.enum(['vp', 'nvp']).default('nvp').describe('volume-preserving or not'),
    blocks: z.int().min(1).default(3).describe('coupling layers; as many as channels change each once'),
    hidden: z.int().min(1).default(16).describe('units of the network in each block'),
    bound: z.number().positive().default(1).describe('largest log-scale of a block').meta({ unit: 'nats' }),
  }),
  roles: ['generator'],
  infer(_args, input) {
    const dims = closedImageDims(input);
    if (isProblem(dims)) return dims;
    if (dims.channels >= 2) return input;
    return problem(`needs at least two channels, got ${formatType(input)}`, {
      suggestion: 'It changes one channel by the others: use a colour image.',
    });
  },
  weights({ kind, blocks, hidden }, input: Type) {
    const others = (input.dims[2] as number) - 1;
    const output = { weight: { shape: [hidden, 1], init: { kind: 'zeros' } }, bias: bias(1) } as const;
    const specs: WeightSpecs[] = Array.from({ length: blocks }, (_, i) => ({
      ...named(`block${i + 1}.hidden`, { weight: heNormal([others, hidden], others), bias: bias(hidden) }),
      ...named(`block${i + 1}.shift`, output),
      ...(kind === 'nvp' ? named(`block${i + 1}.scale`, output) : {}),
    }));
    return Object.assign({}, ...specs);
  },
  example: 'generator g = Flow(kind: .nvp, blocks: 3, hidden: 16)',
  implementation: () => import('../generators/flow.js'),
});

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
    blocks: z.int().min(0).default(2).describe('residual blocks, of two convolutions each'),
    noise: z.int().min(1).default(1).describe('channels of noise beside the image'),
    clamp: z
      .boolean()
      .default(true)
      .describe('cut the result to [0, 1]; false for colour spaces other than RGB'),
  }),
  roles: ['generator'],
  infer: (_args, input) => sameImage(input),
  weights({ hidden, blocks, noise }, input: Type) {
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
  implementation: () => import('../generators/viewmaker.js'),
});
