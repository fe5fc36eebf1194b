import {
  constructorOf,
  formatType,
  image,
  isOpen,
  isProblem,
  model,
  nestedState,
  type Problem,
  problem,
  type Type,
  vector,
} from '@infomin/plugin';
import { z } from 'zod';
import { linearSpecs } from '../layers/specs.js';
import { dim } from './parameters.js';

const parameters = z.object({
  encoder: constructorOf('model').describe('encoder of one frame'),
  dim,
  join: z
    .enum(['concat', 'mean'])
    .default('concat')
    .describe('how the features of the frames are joined; not published for the paper'),
});

/** Number of frames and the type of one. */
function frames(input: Type): { count: number; frame: Type } | Problem {
  if (input.kind !== 'Clip') {
    return problem(`works on clips, got ${formatType(input)}`, {
      suggestion: 'Apply the encoder of one frame directly to images.',
    });
  }
  if (isOpen(input)) return problem(`needs to know all sizes, got ${formatType(input)}`);
  const [count, height, width, channels] = input.dims as [number, number, number, number];
  return { count, frame: image(height, width, channels) };
}

/** Size of the joined features. */
function joinedSize(args: z.output<typeof parameters>, input: Type): number | Problem {
  const clip = frames(input);
  if (isProblem(clip)) return clip;
  const { signature, args: inner } = args.encoder;
  const features = signature.infer(inner, clip.frame);
  if (isProblem(features))
    return { ...features, problem: `its ${signature.name} ${features.problem}`, parameter: 'encoder' };
  const [size] = features.dims;
  if (features.kind !== 'Vector' || typeof size !== 'number') {
    return problem(`needs an encoder that gives vectors, ${signature.name} gives ${formatType(features)}`, {
      parameter: 'encoder',
    });
  }
  return args.join === 'concat' ? size * clip.count : size;
}

export const frameEncoder = model({
  name: 'FrameEncoder',
  doc: `Encodes a clip: one encoder for all its frames, their features joined, a linear layer.

\`[N, T, H, W, C]\` to \`[N, dim]\`. \`.concat\` keeps the order of the frames, and so the motion; \`.mean\` forgets it.`,
  parameters,
  roles: ['encoder'],
  infer(args, input) {
    const size = joinedSize(args, input);
    return typeof size === 'number' ? vector(args.dim) : size;
  },
  state(args, input) {
    const { frame } = frames(input) as { frame: Type };
    const inner = nestedState('frame', args.encoder.signature.state(args.encoder.args, frame));
    const from = joinedSize(args, input) as number;
    return { ...inner, ...linearSpecs('linear', { from, to: args.dim }, { hidden: false }) };
  },
  example: 'encoder f1 = FrameEncoder(ConvNet(channels: [8, 16, 32, 64]), dim: 64)',
  implementation: () => import('./frame-encoder.compute.js'),
});
