import { classOf, dataset, image, type SplitSignature } from '@infomin/plugin';
import { z } from 'zod';
import { type SplitName, splitNames } from './split-names.js';

const splitDocs: Readonly<Record<SplitName, string>> = {
  train: 'the files of train/',
  val: 'the files of val/',
  test: 'the files of test/',
};

export const imageFolder = dataset({
  name: 'ImageFolder',
  doc: `Photographs in a folder: \`root/train/*.jpg\`, or \`root/train/<class>/*.jpg\` where they have classes; the same
for \`val\` and \`test\`; objectives are estimated on \`val\` where it is there. JPEG, PNG, WebP, AVIF, TIFF and GIF (its first frame); grey images become RGB, transparency
becomes black, a camera's orientation is applied. What a file is, its content says, not its name; it has at most 100
million pixels. Links are followed, and so are folders within class folders. Rows are sorted by path, classes by name.

The images keep their sizes, \`Image[?, ?, 3]\`, until a view operation fixes them; with \`size\` they are scaled and cut
about the centre to \`Image[size, size, 3]\`. Only the folders know how many classes there are: \`Class[?]\`. Where there
are none, reading \`label\` is an error.

Images are decoded when a batch needs them and kept up to 512 MB.`,
  parameters: z.object({
    root: z.string().min(1).meta({ location: true }).describe('folder that holds train/, val/, test/'),
    size: z
      .int()
      .min(1)
      .max(4096)
      .optional()
      .meta({ unit: 'pixels' })
      .describe('side of the square all images are brought to; their own sizes if left out'),
    splits: z
      .array(z.enum(splitNames))
      .min(1)
      .default([...splitNames])
      .describe('the folders that are there'),
  }),
  example: 'dataset photos = ImageFolder(root: env("PHOTOS_ROOT"))',
  describe({ size, splits: named }) {
    const side = size ?? '?';
    const splits: Record<string, SplitSignature> = {};
    for (const name of splitNames) {
      if (!named.includes(name)) continue;
      splits[name] = {
        doc: splitDocs[name],
        ...(name === 'train' && named.includes('val') && { heldOut: 'val' }),
      };
    }
    return {
      columns: {
        image: { type: image(side, side, 3), doc: 'the photograph, RGB' },
        label: { type: classOf('?'), doc: 'which of the class folders, sorted by name, it lies in' },
      },
      splits,
    };
  },
  implementation: () => import('./image-folder.compute.js'),
});
