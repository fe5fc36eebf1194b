import type { ViewNode } from '@infomin/plan';
import { classOf, type HostImage, image, Random, type SplitReader } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { call, column, place, rowsOf, trial } from '../../test/plans.js';
import { ExecutionGraph } from '../graph/graph.js';
import { hostViewOperation, sourceOperation } from '../graph/operations.js';
import { RowReader } from './rows.js';

const random = { seed: 3, stream: (name: string) => Random.of(3, name) };

function labelsOf(classes: number | '?', labels: readonly number[]) {
  const node = { ...column('b.y', 'y', classOf(classes)), dtype: 'int32' as const };
  const resolved = {
    plan: trial({ nodes: [node] }),
    graph: new ExecutionGraph([node]),
    operations: new Map([[node.id, sourceOperation(node, node.id)]]),
    models: new Map(),
    states: new Map(),
    optimizers: new Map(),
  };
  const split: SplitReader = {
    size: labels.length,
    read: async ({ rows }) => ({
      dtype: 'int32',
      shape: [rows.length],
      data: rows.map((row) => labels[row]!),
    }),
  };
  const reader = new RowReader(resolved, split, ['b.y'], random, 'train');
  return reader.read(Int32Array.of(2, 1, 0), { name: 'nce', epoch: 0, drawing: true });
}

it('names dataset, split and row of a label that is no index of a class', async () => {
  expect((await labelsOf(3, [0, 1, 2]))['b.y']?.data).toEqual(Int32Array.of(2, 1, 0));
  expect((await labelsOf('?', [0, 1, 200]))['b.y']?.data).toEqual(Int32Array.of(200, 1, 0));
  await expect(labelsOf(3, [0, 3, 1])).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringMatching(/^dataset \w+, split train, row 1: y is 3, its classes are 0 to 2$/),
  });
  await expect(labelsOf('?', [-1, 3, 1])).rejects.toThrow('row 0: y is -1, its classes count from 0');
});

/** Reads rows' numbers, and two outputs of a view that draws a pixel's value in each, beside the row's number. */
function readerOf(only?: Int32Array, heldOut = false) {
  const [rows, photo] = [rowsOf('b'), column('b.photo', 'photo', image('?', '?', 2))];
  const pair = [0, 1].map(
    (output): ViewNode => ({
      id: `pair:${output}`,
      op: 'view',
      place,
      name: undefined,
      batch: 'b',
      call: call('fixtures/Pair'),
      input: photo.id,
      output,
      draw: 'pair',
      random: true,
      site: 'host',
      type: image(1, 1, 2),
    }),
  );
  const host = ({ data }: HostImage, _args: object, { random }: { random: Random }): HostImage[] => {
    const drawn = random.int(256);
    return [0, 1].map(() => ({ height: 1, width: 1, channels: 2, data: Uint8Array.of(data[0]!, drawn) }));
  };
  const bound = { id: 'fixtures/Pair', args: {}, signature: {}, implementation: { host } } as never;
  const nodes = [rows, photo, ...pair];
  const operations = new Map([
    ...[rows, photo].map((node) => [node.id, sourceOperation(node, node.id)] as const),
    ...pair.map((node) => [node.id, hostViewOperation(node, bound)] as const),
  ]);
  const resolved = {
    plan: trial({ nodes }),
    graph: new ExecutionGraph(nodes),
    operations,
    models: new Map(),
    states: new Map(),
    optimizers: new Map(),
  };
  const split: SplitReader = {
    size: 8,
    read: async ({ rows }) => {
      const images = Array.from(rows, (row) => ({
        height: 1,
        width: 1,
        channels: 2,
        data: Uint8Array.of(row, row),
      }));
      // What a reader is given is its own.
      rows.fill(0);
      return { images };
    },
  };
  const sources = [rows.id, 'pair:0', 'pair:1'];
  const reader = new RowReader(resolved, split, sources, random, 'train', only, heldOut);
  return async (asked: readonly number[]) => {
    const read = await reader.read(Int32Array.from(asked), { name: 'nce', epoch: 0, drawing: true });
    const columns = (id: string, at: number) => Array.from(read[id]!.data).filter((_, i) => i % 2 === at);
    return {
      rows: [...read[rows.id]!.data],
      photos: columns('pair:0', 0),
      drawn: columns('pair:0', 1),
      others: columns('pair:1', 1),
    };
  };
}

it('reads the rows of its part by their numbers in the split, and gives held-out ones none', async () => {
  const part = Int32Array.of(1, 4, 6);
  expect(await readerOf(part)([2, 0])).toMatchObject({ rows: [6, 1], photos: [6, 1] });
  expect(await readerOf(part, true)([2, 0])).toMatchObject({ rows: [-1, -1], photos: [6, 1] });
});

it('draws for a row the same wherever it stands in a batch, once for all outputs of a view', async () => {
  const [read, part] = [readerOf(), readerOf(Int32Array.of(1, 4, 6))];
  const { drawn, others } = await read([6, 1, 4]);
  expect(new Set(drawn).size).toBe(3);
  expect(others).toEqual(drawn);
  expect((await read([4, 6])).drawn).toEqual([drawn[2], drawn[0]]);
  expect((await part([2, 0, 1])).drawn).toEqual(drawn);
});
