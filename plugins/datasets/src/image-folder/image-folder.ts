import { dataset } from '@infomin/plugin';
import { z } from 'zod';
import { choiceDoc, describeImages, imageDoc, imageParameters } from '../images/parameters.js';

export const imageFolder = dataset({
  name: 'ImageFolder',
  doc: `Photographs in a folder: \`root/train/*.jpg\`, or \`root/train/<class>/*.jpg\` where they have classes; the same
for \`val\` and \`test\`; objectives are estimated on \`val\` where it is there. Links are followed, and so are folders within
class folders. Classes are sorted by name, and so are the files of a folder, which stand before those of its folders. With \`testSplit\` there are no such folders, and the images are
\`root/<class>/*.jpg\` or \`root/*.jpg\`.

Only the folders know how many classes there are: \`Class[?]\`. Where there are none, reading \`label\` is an error.

${imageDoc}

${choiceDoc}`,
  parameters: z.object({
    root: z
      .string()
      .min(1)
      .meta({ location: true })
      .describe('folder that holds train/, val/, test/, or with testSplit the images'),
    ...imageParameters,
  }),
  example: `dataset photos = ImageFolder(root: env("PHOTOS_ROOT"))
dataset flowers = ImageFolder(root: "flowers", testSplit: 0.1, limit: 5000)`,
  describe: (args) =>
    describeImages(args, {
      splits: { train: 'the files of train/', val: 'the files of val/', test: 'the files of test/' },
      label: 'which of the class folders, sorted by name, it lies in',
    }),
  implementation: () => import('./image-folder.compute.js'),
});
