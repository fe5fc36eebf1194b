import { type DatasetImplementation, Random, type ReadRequest, type SplitReader } from '@infomin/plugin';
import { splitOf } from '../storage/rows.js';

interface CorrelatedGaussiansArgs {
  readonly dim: number;
  readonly correlation: number;
  readonly rows: number;
  readonly testRows: number;
}

function openSplit(
  count: number,
  { dim, correlation }: CorrelatedGaussiansArgs,
  random: Random,
): SplitReader {
  const own = Math.sqrt(1 - correlation ** 2);
  const column =
    (second: boolean) =>
    ({ rows }: ReadRequest) => {
      const data = new Float32Array(rows.length * dim);
      rows.forEach((row, i) => {
        const drawn = random.at(row).fillNormal(new Float32Array(2 * dim));
        for (let j = 0; j < dim; j++) {
          data[i * dim + j] = second ? correlation * drawn[j]! + own * drawn[dim + j]! : drawn[j]!;
        }
      });
      return { dtype: 'float32' as const, shape: [rows.length, dim], data };
    };
  return splitOf(count, { x: column(false), y: column(true) });
}

const implementation: DatasetImplementation<CorrelatedGaussiansArgs> = {
  open: async (args, { seed }) => ({
    splits: {
      train: openSplit(args.rows, args, Random.of(seed, 'CorrelatedGaussians/train')),
      test: openSplit(args.testRows, args, Random.of(seed, 'CorrelatedGaussians/test')),
    },
  }),
};
export default implementation;
