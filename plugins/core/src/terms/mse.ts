import { formatType, isOpen, problem, rowShape, term } from '@infomin/plugin';
import { z } from 'zod';

export const mse = term({
  name: 'MSE',
  doc: `Mean squared error between a prediction \`[N, D]\` and a target \`[N, D]\`, or an image of D numbers, over rows and entries.

Its unit is the target's, squared: pixels² for a position. With \`standardize\` the target's entries have mean 0 and variance
1 over the batch first, so that the model need not find an offset of many pixels; what it gives is then without a unit.

Of an image, whose values are in [0, 1], it is what a reconstruction misses: an autoencoder's loss.`,
  parameters: z.object({
    standardize: z.boolean().default(false).describe('whether the target is standardised over the batch'),
  }),
  operands: [
    { name: 'prediction', doc: 'A vector.' },
    { name: 'target', doc: 'A point or a vector of the same size, or an image of as many numbers.' },
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
    if (target.kind !== 'Point' && target.kind !== 'Vector' && target.kind !== 'Image') {
      return problem(`takes a point, a vector or an image second, got ${formatType(target)}`, {
        suggestion: 'Use CE for classes.',
        parameter: 'target',
      });
    }
    if (isOpen(target)) {
      return problem(`needs to know all sizes, got ${formatType(target)}`, {
        suggestion: 'Crop or resize first.',
        parameter: 'target',
      });
    }
    const size = rowShape(target).reduce((product, length) => product * length, 1);
    if (prediction.dims[0] === size) return true;
    return problem(`${formatType(prediction)} does not predict ${formatType(target)}`, {
      suggestion: `Give the model \`dim: ${size}\`.`,
      parameter: 'prediction',
    });
  },
  example: 'objective supervised = min r: MSE(r(l.image), l.position)',
  implementation: () => import('./mse.compute.js'),
});
