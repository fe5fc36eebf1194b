import { classOf, dataset, image } from '@infomin/plugin';
import { z } from 'zod';
import { describeLimited, limitParameter } from '../storage/limit.js';

export const stl10 = dataset({
  name: 'Stl10',
  doc: `Photographs from ImageNet, \`Image[96, 96, 3]\`: 5,000 labelled in ten classes to train on, 8,000 to test on, and
100,000 without labels, some of other classes.

\`root\` is the folder of the binary version (\`train_X.bin\`, \`train_y.bin\`, \`test_X.bin\`, \`test_y.bin\`,
\`unlabeled_X.bin\`, \`fold_indices.txt\`). With \`fold: k\`, \`train\` is the k-th of the ten published folds of 1,000 images.
Images are read from the files when a batch needs them; the 2.7 GB without labels are never held.

Source: Coates, Lee, Ng, "An analysis of single-layer networks in unsupervised feature learning", AISTATS 2011.`,
  parameters: z.object({
    root: z.string().min(1).meta({ location: true }).describe('folder of the binary files, stl10_binary'),
    fold: z
      .int()
      .min(0)
      .max(9)
      .optional()
      .describe('one of the ten folds to train on; all 5,000 if left out'),
    limit: limitParameter,
  }),
  example: 'dataset stl = Stl10(root: env("STL10_ROOT"))',
  describe: ({ fold, limit }) => ({
    columns: {
      image: { type: image(96, 96, 3), doc: 'the photograph, RGB' },
      label: {
        type: classOf(10),
        doc: 'airplane, bird, car, cat, deer, dog, horse, monkey, ship, truck',
        splits: ['train', 'test'],
      },
    },
    splits: describeLimited(
      {
        train: {
          doc: fold === undefined ? '5,000 images' : `1,000 images, fold ${fold}`,
          rows: fold === undefined ? 5_000 : 1_000,
        },
        test: { doc: '8,000 images', rows: 8_000 },
        unlabeled: { doc: '100,000 images without labels', rows: 100_000 },
      },
      limit,
    ),
  }),
  implementation: () => import('./stl10.compute.js'),
});
