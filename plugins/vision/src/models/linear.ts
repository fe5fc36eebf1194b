import { model } from '@infomin/plugin';
import { z } from 'zod';
import { linearSpecs } from '../layers/specs.js';
import { flatSize, inferFlat } from './flat.js';
import { dim } from './parameters.js';

export const linear = model({
  name: 'Linear',
  doc: `A linear layer with bias, \`[N, D]\` to \`[N, dim]\`; images are flattened.`,
  parameters: z.object({ dim }),
  roles: ['encoder', 'head'],
  infer: (args, input) => inferFlat(args, input),
  state: ({ dim }, input) =>
    linearSpecs('linear', { from: flatSize(input) as number, to: dim }, { hidden: false }),
  example: 'head c = Linear(dim: 10)',
  implementation: () => import('./linear.compute.js'),
});
