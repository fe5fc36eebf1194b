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

function streamOf(size: number, rows: number, read: SplitReader['read'], name = 'nce/b', position = 0) {
  const reader = new RowReader(resolved, { size, read }, ['b.x'], random, 'train');
  return new BatchStream(reader, { name, rows, random }, position);
}

const numbers = (rows: Int32Array) =>
  ({ dtype: 'int32', shape: [rows.length, 1], data: rows.slice() }) as const;

/** Rows hold their number; reads take as long as `delay` says. */
function stream(size: number, rows: number, delay: (call: number) => number, position = 0) {
  let calls = 0;
  const read: SplitReader['read'] = async ({ rows }) => {
    await new Promise((resolve) => setTimeout(resolve, delay(calls++)));
    return numbers(rows);
  };
  return streamOf(size, rows, read, 'nce/b', position);
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

it('orders rows otherwise for another batch, and lets reading draw otherwise in another epoch', async () => {
  const keys: number[] = [];
  const read: SplitReader['read'] = async ({ rows, random }) => {
    keys.push(random!.key[0]);
    return numbers(rows);
  };
  const [one, other] = [await take(streamOf(10, 5, read), 2), await take(streamOf(10, 5, read, 'nce/c'), 2)];
  expect(one).not.toEqual(other);
  // Two batches are read ahead.
  expect(new Set(keys.slice(0, 4)).size).toBe(2);
  expect(keys[0]).toBe(keys[1]);
  expect(keys).toHaveLength(8);
  expect(new Set(keys).size).toBe(4);
});

it('says nothing of a batch that is read ahead and fails', async () => {
  let calls = 0;
  const read: SplitReader['read'] = async ({ rows }) => {
    if (calls++ > 0) throw new Error('no');
    return numbers(rows);
  };
  const batches = streamOf(10, 5, read);
  await take(batches, 1);
  await new Promise((resolve) => setTimeout(resolve, 10));
  await expect(batches.next()).rejects.toThrow('no');
});
