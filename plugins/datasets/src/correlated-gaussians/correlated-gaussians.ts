import { dataset, vector } from '@infomin/plugin';
import { z } from 'zod';

export const correlatedGaussians = dataset({
  name: 'CorrelatedGaussians',
  doc: `Pairs of normal vectors whose mutual information is known: I(x; y) = −(dim / 2) · ln(1 − correlation²) nats.

Each entry of \`x\` and that of \`y\` at the same place are normal with mean 0 and variance 1 and correlate as told; all else is
independent. For looking at what an estimator says beside the truth: 20 entries at .5 have 2.88 nats, at .9 16.61 nats.
Needs no files; a row depends on the seed, the split and its number alone. Belghazi et al. 2018; Poole et al. 2019.`,
  parameters: z.object({
    dim: z.int().min(1).default(20).describe('entries of each vector'),
    correlation: z.number().gt(-1).lt(1).default(0.5).describe('of the entries at one place'),
    rows: z.int().min(2).max(1_000_000).default(10_000).describe('pairs to train on'),
    testRows: z.int().min(2).max(1_000_000).default(2_000).describe('pairs to test on'),
  }),
  example: 'dataset pairs = CorrelatedGaussians(dim: 20, correlation: 0.8)',
  describe: ({ dim, rows, testRows }) => ({
    columns: {
      x: { type: vector(dim), doc: 'the first vector' },
      y: { type: vector(dim), doc: 'the second one' },
    },
    splits: {
      train: { doc: `${rows} pairs`, rows },
      test: { doc: `${testRows} pairs with draws of their own`, rows: testRows },
    },
  }),
  implementation: () => import('./correlated-gaussians.compute.js'),
});
