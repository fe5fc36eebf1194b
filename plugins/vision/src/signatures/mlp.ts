import { formatType, isOpen, model, type Problem, problem, type Type, vector } from '@infomin/plugin';
import { z } from 'zod';
import { batchNormSpecs, linearSpecs } from '../layers/specs.js';
import { dim, norm } from './convnet.js';

/** The numbers in a row of a vector or an image, one after another. */
function flatSize(input: Type): number | Problem {
  if (input.kind !== 'Vector' && input.kind !== 'Image') {
    return problem(`works on vectors and images, got ${formatType(input)}`);
  }
  if (isOpen(input)) {
    return problem(`needs to know all sizes, got ${formatType(input)}`, {
      suggestion: 'Crop or resize first.',
    });
  }
  return input.dims.reduce<number>((product, size) => product * (size as number), 1);
}

const inferFlat = (args: { dim: number }, input: Type): Type | Problem => {
  const size = flatSize(input);
  return typeof size === 'number' ? vector(args.dim) : size;
};

export const mlp = model({
  name: 'Mlp',
  doc: `A multilayer perceptron: linear layers with ReLU between them.

\`[N, D]\` to \`[N, dim]\`; images are flattened. \`Mlp(hidden: 64, dim: 64)\` is the usual projection head (Chen et al. 2020).`,
  parameters: z.object({
    hidden: z
      .union([z.int().min(1), z.array(z.int().min(1))])
      .default(64)
      .describe('size of the hidden layer, or of each, in a list'),
    dim,
    norm: norm('none'),
  }),
  roles: ['encoder', 'head'],
  infer: (args, input) => inferFlat(args, input),
  weights({ hidden, dim, norm }, input) {
    const sizes = [flatSize(input) as number, ...[hidden].flat()];
    const layers = sizes.slice(1).map((to, i) => ({
      ...linearSpecs(`hidden${i + 1}`, { from: sizes[i]!, to }, { hidden: true, withBias: norm === 'none' }),
      ...(norm === 'batch' ? batchNormSpecs(`norm${i + 1}`, to) : {}),
    }));
    const last = linearSpecs('linear', { from: sizes[sizes.length - 1]!, to: dim }, { hidden: false });
    return Object.assign({}, ...layers, last);
  },
  example: 'head p1 = Mlp(hidden: 64, dim: 64)',
  implementation: () => import('../models/mlp.js'),
});

export const linear = model({
  name: 'Linear',
  doc: `A linear layer with bias, \`[N, D]\` to \`[N, dim]\`; images are flattened.`,
  parameters: z.object({ dim }),
  roles: ['encoder', 'head'],
  infer: (args, input) => inferFlat(args, input),
  weights: ({ dim }, input) =>
    linearSpecs('linear', { from: flatSize(input) as number, to: dim }, { hidden: false }),
  example: 'head c = Linear(dim: 10)',
  implementation: () => import('../models/linear.js'),
});
