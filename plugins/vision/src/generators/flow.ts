import { formatType, isProblem, model, problem, type Type, type WeightSpecs } from '@infomin/plugin';
import { z } from 'zod';
import { closedImageDims } from '../image-types.js';
import { bias, heNormal, named } from '../layers/weights.js';

export const flow = model({
  name: 'Flow',
  doc: `An invertible generator that works on each pixel alone: coupling layers over the channels, the identity at the start.

Block i changes one channel, 1, 2, 3, … in turn, by what a small network (1×1 convolutions with ReLU) makes of the others:
\`.vp\` adds it (volume-preserving, NICE, Dinh et al. 2015), \`.nvp\` also multiplies by exp(s) with |s| ≤ \`bound\` (RealNVP,
Dinh et al. 2017). \`[N, H, W, C]\` to the same, of an open colour space, C ≥ 2. Tian et al. 2020, Section 4; blocks, width and bound are not
published.`,
  parameters: z.object({
    kind: z.enum(['vp', 'nvp']).default('nvp').describe('volume-preserving or not'),
    blocks: z
      .int()
      .min(1)
      .max(1000)
      .default(3)
      .describe('coupling layers; as many as channels change each once'),
    hidden: z.int().min(1).default(16).describe('units of the network in each block'),
    bound: z.number().positive().default(1).describe('largest log-scale of a block').meta({ unit: 'nats' }),
  }),
  roles: ['generator'],
  infer(_args, input) {
    const dims = closedImageDims(input);
    if (isProblem(dims)) return dims;
    if (dims.channels >= 2) return { ...input, space: '?' };
    return problem(`needs at least two channels, got ${formatType(input)}`, {
      suggestion: 'It changes one channel by the others: use a colour image.',
    });
  },
  state({ kind, blocks, hidden }, input: Type) {
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
  implementation: () => import('./flow.compute.js'),
});
