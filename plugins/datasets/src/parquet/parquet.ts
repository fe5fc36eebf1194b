import { dataset } from '@infomin/plugin';
import { z } from 'zod';
import { choiceDoc, describeImages, imageDoc, imageParameters } from '../images/parameters.js';

const column = z.string().min(1);

export const parquet = dataset({
  name: 'Parquet',
  doc: `Images in Parquet files, as Hugging Face's \`datasets\` writes them: \`train-00000-of-00001.parquet\`, \`validation-…\`,
\`test-…\`, in \`root\`, in its folder \`data\` or in folders named after splits. Files that name no split, and \`root\` where it is a file,
are train.

The column \`image\`, or \`img\`, holds image files: binary, or a struct with the field \`bytes\`. The column \`label\` holds whole
numbers, which are indices of classes and checked against the names that Hugging Face's metadata give them, or names of classes, which
are sorted. \`Class[?]\`: only the files know how many there are. A split whose labels are all null or −1 has none; reading \`label\` is
then an error.

Rows lie in groups, and a group is read whole when one of its rows is asked for: groups are kept up to 512 MB, of up to 1 GB each. Where
shuffled rows of more data than that take long, single files (\`ImageFolder\`, \`Csv\`) or \`WebDataset\` are faster. Compressed with Snappy, GZIP,
Brotli, Zstandard or LZ4.

${imageDoc}

${choiceDoc}`,
  parameters: z.object({
    root: z.string().min(1).meta({ location: true }).describe('folder of the files, or one file'),
    image: column.optional().describe('column of images; `image` or `img`, if left out'),
    label: column.default('label').describe('column of labels, if there is one'),
    ...imageParameters,
  }),
  example: `dataset beans = Parquet(root: "beans/data", label: "labels")
dataset cifar = Parquet(root: "cifar100", label: "fine_label", splits: [.train, .test], limit: 5000)`,
  describe: (args) =>
    describeImages(args, {
      splits: { train: 'files of train', val: 'files of validation', test: 'files of test' },
      label: `which class: the number in column ${args.label}, or the index of the name in it`,
    }),
  implementation: () => import('./parquet.compute.js'),
});
