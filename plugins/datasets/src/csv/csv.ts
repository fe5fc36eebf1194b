import { dataset } from '@infomin/plugin';
import { z } from 'zod';
import { choiceDoc, describeImages, imageDoc, imageParameters } from '../images/parameters.js';

const column = z.string().min(1);

export const csv = dataset({
  name: 'Csv',
  doc: `Image files that a table lists: a CSV file (RFC 4180: commas, quoted fields, UTF-8) whose first line names its columns.

The column \`path\` says where an image lies, below \`root\` or, without it, the folder of the table. The column \`label\` holds whole
numbers, which are indices of classes, or names of classes, which are sorted. A split has labels in all its rows or in none; without,
reading \`label\` is an error. Where there is a column \`split\`, it says of each row train, val or test (training, validation,
valid, dev, testing, eval and evaluation are understood); without one all rows are train, or \`testSplit\` draws a test split. No image may be in two splits.
Rows are in the order of the table: \`Class[?]\`, since only the table knows how many classes there are.

${imageDoc}

${choiceDoc}`,
  parameters: z.object({
    file: z.string().min(1).meta({ location: true }).describe('the table'),
    root: z
      .string()
      .min(1)
      .optional()
      .meta({ location: true })
      .describe('folder below which the paths lie; that of the table, if left out'),
    path: column.default('path').describe('column of paths'),
    label: column.default('label').describe('column of labels, if there is one'),
    split: column.optional().describe('column of splits; `split`, if left out and there is one'),
    ...imageParameters,
  }),
  example: `dataset birds = Csv(file: "birds.csv", root: "photos", label: "species", testSplit: 0.2)
dataset scans = Csv(file: "scans/list.csv", splits: [.train, .test])`,
  describe: (args) =>
    describeImages(args, {
      splits: {
        train: 'rows whose split is train, or all',
        val: 'rows whose split is val',
        test: 'rows whose split is test',
      },
      label: `which class: the number in column ${args.label}, or the index of the name in it`,
    }),
  implementation: () => import('./csv.compute.js'),
});
