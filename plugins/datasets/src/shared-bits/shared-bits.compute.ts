import { type DatasetImplementation, Random, type ReadRequest } from '@infomin/plugin';
import { splitOf } from '../storage/rows.js';

interface SharedBitsArgs {
  readonly bits: number;
  readonly shared: number;
  readonly label: number;
  readonly entries: number;
  readonly rows: number;
  readonly testRows: number;
}

/** Whole numbers whose binary digits are the coins, the first ones the highest. */
interface States {
  readonly first: number;
  readonly second: number;
}

function statesOf({ bits, shared }: SharedBitsArgs, random: Random): States {
  const states = 2 ** bits;
  // A draw just below 1 may round to 1.
  const [first, other] = random
    .fillUniform(new Float32Array(2))
    .map((x) => Math.min(Math.floor(x * states), states - 1));
  const anew = 2 ** (bits - shared);
  return { first: first!, second: first! - (first! % anew) + (other! % anew) };
}

const implementation: DatasetImplementation<SharedBitsArgs> = {
  async open(args, { seed }) {
    const { bits, label, entries, rows, testRows } = args;
    const code = (view: string) =>
      Random.of(seed, `SharedBits/${view}`).fillNormal(new Float32Array(2 ** bits * entries));
    const [codeOfFirst, codeOfSecond] = [code('v1'), code('v2')];
    const split = (name: string, count: number) => {
      const random = Random.of(seed, `SharedBits/${name}`);
      const shown = (codes: Float32Array, state: (states: States) => number) => (request: ReadRequest) => {
        const data = new Float32Array(request.rows.length * entries);
        request.rows.forEach((row, i) => {
          const from = state(statesOf(args, random.at(row))) * entries;
          data.set(codes.subarray(from, from + entries), i * entries);
        });
        return { dtype: 'float32' as const, shape: [request.rows.length, entries], data };
      };
      return splitOf(count, {
        v1: shown(codeOfFirst, ({ first }) => first),
        v2: shown(codeOfSecond, ({ second }) => second),
        label: ({ rows: asked }) => ({
          dtype: 'int32' as const,
          shape: [asked.length],
          data: asked.map((row) => statesOf(args, random.at(row)).first >> (bits - label)),
        }),
      });
    };
    return { splits: { train: split('train', rows), test: split('test', testRows) } };
  },
};

export default implementation;
