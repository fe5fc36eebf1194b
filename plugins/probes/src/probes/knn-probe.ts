import { probe } from '@infomin/plugin';
import { z } from 'zod';
import { classification, features, label, rate } from './operand-types.js';

/** k nearest neighbours by cosine similarity on frozen features. */
export const knnProbe = probe({
  name: 'KnnProbe',
  doc: `k nearest neighbours: a test row is answered by its k nearest train rows by cosine similarity s, each voting for its class with weight exp(s / temperature).

Nothing is fitted, so it tells how the features lie without asking for linear separability. Gives \`error_rate\` or \`accuracy\` beside the chance of always answering the train split's most frequent class.

Source: Wu et al., "Unsupervised Feature Learning via Non-Parametric Instance Discrimination", CVPR 2018, section 3.4 (there k = 200, temperature 0.07).`,
  parameters: z.object({
    k: z.int().min(1).default(20).describe('neighbours that vote; all train rows where there are fewer'),
    temperature: z.number().positive().default(0.07).describe('how fast votes fade with distance'),
    metric: rate,
  }),
  operands: [features, label],
  example: 'probe digit = KnnProbe(f(e.image), e.label, k: 20)',
  infer: ({ metric }, operands) => classification(operands, metric),
  implementation: () => import('./knn-probe.compute.js'),
});
