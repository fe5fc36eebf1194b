import { model } from '@infomin/plugin';
import { z } from 'zod';
import { batchNormBuffers, batchNormSpecs, linearSpecs } from '../layers/specs.js';
import { flatSize, inferFlat } from './flat.js';
import { dim, norm } from './parameters.js';

export const mlp = model({
  name: 'Mlp',
  doc: `A multilayer perceptron: linear layers with ReLU between them.

\`[N, D]\` to \`[N, dim]\`; images are flattened. \`Mlp(hidden: 64, dim: 64)\` is the usual projection head (Chen et al. 2020).
\`normOut: .batch\` normalises the output over the batch, without scale and shift, as SimSiam's projection does (Chen and He
2021, Appendix A): what it gives cannot be the same for all rows.

Hidden layers start normal with variance 2 / fan-in (√6 times the deviation of PyTorch's default), the last uniform within
1 / √fan-in, biases at 0.`,
  parameters: z.object({
    hidden: z
      .union([z.int().min(1), z.array(z.int().min(1))])
      .default(64)
      .describe('size of the hidden layer, or of each, in a list'),
    dim,
    norm: norm('none'),
    normOut: z
      .enum(['batch', 'none'])
      .optional()
      .describe('batch normalisation of the output, without scale and shift; left out: none'),
  }),
  roles: ['encoder', 'head'],
  infer: (args, input) => inferFlat(args, input),
  state({ hidden, dim, norm, normOut }, input) {
    const sizes = [flatSize(input) as number, ...[hidden].flat()];
    const layers = sizes.slice(1).map((to, i) => ({
      ...linearSpecs(`hidden${i + 1}`, { from: sizes[i]!, to }, { hidden: true, withBias: norm === 'none' }),
      ...(norm === 'batch' ? batchNormSpecs(`norm${i + 1}`, to) : {}),
    }));
    const last = linearSpecs('linear', { from: sizes[sizes.length - 1]!, to: dim }, { hidden: false });
    return Object.assign({}, ...layers, last, normOut === 'batch' ? batchNormBuffers('normOut', dim) : {});
  },
  example: 'head p1 = Mlp(hidden: 64, dim: 64)',
  implementation: () => import('./mlp.compute.js'),
});
