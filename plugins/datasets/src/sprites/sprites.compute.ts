import { type DatasetImplementation, Random, type SplitReader } from '@infomin/plugin';
import { type ColumnReader, splitOf } from '../storage/rows.js';
import {
  countsOf,
  drawFactors,
  drawFuture,
  type Factor,
  type FactorCounts,
  type Factors,
  factorNames,
} from './factors.js';
import { renderSprite } from './render.js';

interface SpritesArgs extends FactorCounts {
  readonly size: number;
  readonly rows: number;
  readonly testRows: number;
}

const implementation: DatasetImplementation<SpritesArgs> = {
  open: async (args, { seed }) => ({
    splits: {
      train: openSplit(args.rows, args, Random.of(seed, 'Sprites/train')),
      test: openSplit(args.testRows, args, Random.of(seed, 'Sprites/test')),
    },
  }),
};
export default implementation;

function openSplit(rowCount: number, args: SpritesArgs, random: Random): SplitReader {
  const { size } = args;
  const counts = countsOf(args);
  const factorsOf = (row: number) => drawFactors(random.at(row), counts);
  const draw = (rows: Int32Array, shown: (row: number) => Factors) => {
    const data = new Uint8Array(rows.length * size * size * 3);
    rows.forEach((row, i) => {
      renderSprite(shown(row), counts, size, data, i * size * size * 3);
    });
    return { dtype: 'uint8' as const, shape: [rows.length, size, size, 3], data };
  };
  const values = (factor: Factor): ColumnReader => {
    return ({ rows }) => ({
      dtype: 'int32',
      shape: [rows.length],
      data: rows.map((row) => factorsOf(row)[factor]),
    });
  };
  return splitOf(rowCount, {
    image: ({ rows }) => draw(rows, factorsOf),
    future: ({ rows, args: { share }, random: draws }) =>
      draw(rows, (row) => drawFuture(draws.at(row), factorsOf(row), counts, share as readonly Factor[])),
    ...Object.fromEntries(factorNames.map((factor) => [factor, values(factor)])),
  });
}
