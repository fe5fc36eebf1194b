import { formatType, problem, term } from '@infomin/plugin';
import { z } from 'zod';

export const squaredDistance = term({
  name: 'SquaredDistance',
  doc: 'The mean squared distance between two vectors of the same rows, `[N, D]`: 0 where they are equal; to be minimised.',
  parameters: z.object({}),
  operands: [
    { name: 'a', doc: 'a vector, `[N, D]`' },
    { name: 'b', doc: 'another of the same rows, `[N, D]`' },
  ],
  separator: ',',
  // No estimate of information: an error, which objectives make smaller.
  information: false,
  accepts(_args, [a, b]) {
    if (a?.kind === 'Vector' && b?.kind === 'Vector' && a.dims[0] === b.dims[0]) return true;
    return problem(`expects two vectors of one length, got ${formatType(a!)} and ${formatType(b!)}`);
  },
  example: 'objective close = min f: SquaredDistance(f(v1), f(v2))',
  implementation: () => import('./squared-distance.compute.ts'),
});
