import { classOf, dataset, image, problem, type SplitSignature } from '@infomin/plugin';
import { z } from 'zod';
import { choiceDoc, describeDrawn, testSplitParameter } from '../images/parameters.js';
import { describeLimited, limitParameter } from '../storage/limit.js';

const file = z.string().min(1).meta({ location: true });
const side = z.int().min(1).max(4096);

export const npy = dataset({
  name: 'Npy',
  doc: `Images in NumPy's files: \`images\` is \`[N, H, W, C]\`, or \`[N, H, W]\` of one channel, of uint8, or float32 from 0 to 1, which
are rounded to 8 bits; \`labels\` is \`[N]\`, of whole numbers from 0, indices of classes. The same for \`testImages\` and \`testLabels\`.

\`shape: [H, W, C]\` says what an image is, so that all that follows can be checked, and is held against the files; without it images are
\`Image[?, ?, 3]\` until a view operation fixes them. \`Class[?]\`: only the files know how many classes there are.

Files are those of \`numpy.save\`, row after row (C's order), little-endian; \`.npz\` is not supported. Images are read from the files
when a batch needs them; labels are held.

${choiceDoc}`,
  parameters: z.object({
    images: file.describe('images to train on'),
    labels: file.optional().describe('their labels, if there are any'),
    testImages: file.optional().describe('images to test on'),
    testLabels: file.optional().describe('their labels'),
    shape: z
      .tuple([side, side, z.int().min(1).max(1024)])
      .optional()
      .describe('height, width and channels of an image'),
    testSplit: testSplitParameter,
    limit: limitParameter,
  }),
  example: `dataset cells = Npy(images: "x.npy", labels: "y.npy", shape: [28, 28, 1], testSplit: 0.1)
dataset more = Npy(images: "train_x.npy", labels: "train_y.npy", testImages: "test_x.npy", testLabels: "test_y.npy")`,
  describe({ labels, testImages, testLabels, shape, testSplit, limit }) {
    if (testSplit !== undefined && testImages !== undefined) {
      return problem('testSplit draws a test split; testImages gives one', {
        suggestion: 'Leave out one of the two.',
      });
    }
    if (testLabels !== undefined && testImages === undefined) {
      return problem('testLabels are labels of testImages, and those are not given', {
        suggestion: 'Give testImages: "….npy".',
      });
    }
    const [height, width, channels] = shape ?? ['?' as const, '?' as const, 3];
    const splits: Record<string, SplitSignature> =
      testSplit === undefined ? { train: { doc: 'the images of images' } } : describeDrawn(testSplit);
    if (testImages !== undefined) splits.test = { doc: 'the images of testImages' };
    const labelled = [
      ...(labels === undefined ? [] : ['train']),
      ...(testLabels === undefined && (testSplit === undefined || labels === undefined) ? [] : ['test']),
    ];
    return {
      columns: {
        image: { type: image(height, width, channels), doc: 'the image' },
        ...(labelled.length > 0 && {
          label: { type: classOf('?'), doc: 'the number that its file of labels has', splits: labelled },
        }),
      },
      splits: describeLimited(splits, limit),
    };
  },
  implementation: () => import('./npy.compute.js'),
});
