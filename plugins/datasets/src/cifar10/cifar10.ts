import { classOf, dataset, image, type SplitSignature } from '@infomin/plugin';
import { z } from 'zod';
import { describeLimited, limitParameter } from '../storage/limit.js';

export const cifar10 = dataset({
  name: 'Cifar10',
  doc: `Small photographs, \`Image[32, 32, 3]\` in ten classes: up to 50,000 to train on, 10,000 to test on.

\`root\` is the folder of the binary version (\`data_batch_1.bin\` to \`data_batch_5.bin\`, \`test_batch.bin\`). As many of
the five training files are used as are there; the log says how many.

With \`labeled: n\` it is a stand-in for STL-10: \`train\` holds the first n/10 images of each class, in the order of the
files, and \`unlabeled\`, which has no labels, all other training images. The choice is the same for every seed, as it
is in STL-10.

Source: Krizhevsky, "Learning multiple layers of features from tiny images", 2009.`,
  parameters: z.object({
    root: z
      .string()
      .min(1)
      .meta({ location: true })
      .describe('folder of the binary files, cifar-10-batches-bin'),
    labeled: z
      .int()
      .min(10)
      .max(50_000)
      .multipleOf(10)
      .optional()
      .describe('images that keep their label, equally many of each class; all, if left out'),
    limit: limitParameter,
  }),
  example: 'dataset cifar = Cifar10(root: env("CIFAR10_ROOT"), labeled: 5000)',
  describe({ labeled, limit }) {
    const splits: Record<string, SplitSignature> = {
      train: {
        doc: labeled === undefined ? 'the images of the training files' : 'the labelled ones among them',
        ...(labeled === undefined ? { mostRows: 50_000 } : { rows: labeled }),
      },
      test: { doc: '10,000 images', rows: 10_000 },
    };
    if (labeled !== undefined) {
      const doc = 'the images of the training files that are not in train';
      splits.unlabeled = { doc, mostRows: 50_000 - labeled };
    }
    return {
      columns: {
        image: { type: image(32, 32, 3), doc: 'the photograph, RGB' },
        label: {
          type: classOf(10),
          doc: 'airplane, automobile, bird, cat, deer, dog, frog, horse, ship, truck',
          splits: ['train', 'test'],
        },
      },
      splits: describeLimited(splits, limit),
    };
  },
  implementation: () => import('./cifar10.compute.js'),
});
