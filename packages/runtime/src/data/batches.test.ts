import { Random, type SplitReader, vector } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { column, trial } from '../../test/plans.js';
import { ExecutionGraph } from '../graph/graph.js';
import { sourceOperation } from '../graph/operations.js';
import { BatchStream } from './batches.js';
import { RowReader } from './rows.js';

const node = { ...column('b.x', 'x', vector(1)), dtype: 'int32' as const };
const resolved = {
  plan: trial({ nodes: [node] }),
  graph: new ExecutionGraph([node]),
  operations: new Map([[node.id, sourceOperation(node, node.id)]]),
  models: new Map(),
  states: new Map(),
  optimizers: new Map(),
};
const random = { seed: 3, stream: (name: string) => Random.of(3, name) };

/** Rows hold their number; reads take as long as `delay` says. */
function stream(size: number, rows: number, delay: (call: number) => number, position = 0) {
  let calls = 0;
  const split: SplitReader = {
    size,
    async read({ rows }) {
      await new Promise((resolve) => setTimeout(resolve, delay(calls++)));
      return { dtype: 'int32', shape: [rows.length, 1], data: Int32Array.from(rows) };
    },
  };
  return new BatchStream(
    new RowReader(resolved, split, ['b.x'], random, 'train'),
    { name: 'nce/b', rows, random },
    position,
  );
}

async function take(from: BatchStream, count: number): Promise<number[][]> {
  const taken: number[][] = [];
  for (let i = 0; i < count; i++) taken.push(Array.from((await from.next()).tensors['b.x']!.data));
  return taken;
}

it('gives batches in order however long each read takes', async () => {
  const quick = await take(
    stream(10, 3, () => 0),
    9,
  );
  const uneven = await take(
    stream(10, 3, (call) => (call % 3 === 0 ? 6 : 0)),
    9,
  );
  expect(uneven).toEqual(quick);
});

it('goes through every epoch in a new order and leaves an incomplete batch out', async () => {
  const batches = await take(
    stream(10, 3, () => 0),
    6,
  );
  const [first, second] = [batches.slice(0, 3).flat(), batches.slice(3).flat()];
  for (const epoch of [first, second]) {
    expect(new Set(epoch).size).toBe(9);
    expect(epoch.every((row) => row >= 0 && row < 10)).toBe(true);
  }
  expect(first).not.toEqual(second);
});

it('goes on at any index with the batches that an uninterrupted stream gives', async () => {
  const whole = await take(
    stream(10, 3, () => 0),
    8,
  );
  expect(
    await take(
      stream(10, 3, () => 0, 5),
      3,
    ),
  ).toEqual(whole.slice(5));
});
