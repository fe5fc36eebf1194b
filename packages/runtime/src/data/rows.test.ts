import { classOf, Random, type SplitReader } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { column, trial } from '../../test/plans.js';
import { ExecutionGraph } from '../graph/graph.js';
import { sourceOperation } from '../graph/operations.js';
import { RowReader } from './rows.js';

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
  const random = { seed: 3, stream: (name: string) => Random.of(3, name) };
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
