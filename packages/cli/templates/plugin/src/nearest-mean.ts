import { formatType, probe, problem } from '@infomin/plugin';
import { z } from 'zod';

export const nearestMean = probe({
  name: 'NearestMean',
  doc: 'The error rate of giving each test row the class whose mean, over the train split, is nearest. Chance is that of always giving the most frequent class.',
  parameters: z.object({}),
  example: 'probe means = NearestMean(f(e.image), e.label)',
  operands: [
    { name: 'features', doc: 'vectors, `[N, D]`' },
    { name: 'target', doc: 'the class of each row' },
  ],
  infer(_args, [features, target]) {
    if (features?.kind === 'Vector' && target?.kind === 'Class') {
      return { metric: 'error_rate', better: 'lower' };
    }
    const got = [features, target].map((type) => type && formatType(type)).join(' and ');
    return problem(`expects vectors and classes, got ${got}`);
  },
  implementation: () => import('./nearest-mean.compute.ts'),
});
