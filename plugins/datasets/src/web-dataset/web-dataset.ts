import { dataset } from '@infomin/plugin';
import { z } from 'zod';
import { choiceDoc, describeImages, imageDoc, imageParameters } from '../images/parameters.js';

export const webDataset = dataset({
  name: 'WebDataset',
  doc: `Images in tar files, as webdataset writes them: shards \`train-000000.tar\`, \`val-…\`, \`test-…\` in \`root\`, in its folder
\`data\` or in folders named after splits. Shards that name no split, and \`root\` where it is a file, are train.

A row is what has one name up to its first point: \`0001.jpg\` (or another image) and, where there are labels, \`0001.cls\`, the text of a whole
number, which is the index of a class, or the name of a class; names are sorted. Other members are passed over; links are an error. Rows are in the order of the
shards. \`Class[?]\`: only the shards know how many classes there are. Where there is no \`.cls\`, reading \`label\` is an error.

Headers are read once; images are then read where they lie, without unpacking. Formats are ustar, GNU's and pax; compressed tar files
(\`.tar.gz\`) and patterns (\`{000000..000009}\`) are not supported.

${imageDoc}

${choiceDoc}`,
  parameters: z.object({
    root: z.string().min(1).meta({ location: true }).describe('folder of the shards, or one shard'),
    ...imageParameters,
  }),
  example: 'dataset birds = WebDataset(root: "birds", splits: [.train, .test])',
  describe: (args) =>
    describeImages(args, {
      splits: { train: 'shards of train', val: 'shards of validation', test: 'shards of test' },
      label: 'which class: the number in the .cls of its name, or the index of the name in it',
    }),
  implementation: () => import('./web-dataset.compute.js'),
});
