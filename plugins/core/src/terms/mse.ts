import { formatType, problem, term } from '@infomin/plugin';
import { z } from 'zod';

export const mse = term({
  name: 'MSE',
  doc: `Mean squared error between a prediction \`[N, D]\` and a target \`[N, D]\`, over rows and entries.

Its unit is the target's, squared: pixels² for a position. With \`standardize\` the target's entries have mean 0 and variance
1 over the batch first, so that the model need not find an offset of many pixels; what it gives is then without a unit.`,
  parameters: z.object({
    standardize: z.boolean().default(false).describe('whether the target is standardised over the batch'),
  }),
  operands: [
    { name: 'prediction', doc: 'A vector.' },
    { name: 'target', doc: 'A point or a vector of the same size.' },
  ],
  separator: ',',
  information: false,
  accepts(_args, [prediction, target]) {
    if (prediction === undefined || target === undefined) return problem('takes a prediction and a target');
    if (prediction.kind !== 'Vector') {
      return problem(`takes a prediction, a vector, first, got ${formatType(prediction)}`, {
        suggestion: 'Apply a model to it.',
        parameter: 'prediction',
      });
    }
    if (target.kind !== 'Point' && target.kind !== 'Vector') {
      return problem(`takes a point or a vector second, got ${formatType(target)}`, {
        suggestion: 'Use CE for classes.',
        parameter: 'target',
      });
    }
    if (prediction.dims[0] === target.dims[0]) return true;
    return problem(`${formatType(prediction)} does not predict ${formatType(target)}`, {
      suggestion: `Give the model \`dim: ${target.dims[0]}\`.`,
      parameter: 'prediction',
    });
  },
  example: 'objective supervised = min r: MSE(r(l.image), l.position)',
  implementation: () => import('./mse.compute.js'),
});
