import {
  constructorOf,
  dataset,
  definePlugin,
  type HostTensor,
  type Plugin,
  probe,
  problem,
  report,
} from '@infomin/plugin';
import { z } from 'zod';
import type { Rows } from '../rows.js';

/** Datasets by name: columns by split. */
export type InMemoryDatasets = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, Rows>>>>>
>;

/** The tester's own plugin: datasets that are given, a probe that tells values, a report that takes the call under test. */
export function inMemoryPlugin(datasets: InMemoryDatasets): Plugin {
  return definePlugin({
    name: '@infomin/testing',
    version: '0.1.0',
    doc: 'Data that a test gives.',
    constructors: [inMemory(datasets), values, call],
  });
}

function inMemory(datasets: InMemoryDatasets) {
  return dataset({
    name: 'InMemory',
    doc: 'A dataset that the test gives by this name.',
    parameters: z.object({ name: z.string() }),
    describe({ name }) {
      const splits = datasets[name];
      if (splits === undefined) return problem(`the test gives no dataset "${name}"`, { parameter: 'name' });
      const columns = Object.assign({}, ...Object.values(splits)) as Readonly<Record<string, Rows>>;
      const heldOut = 'val' in splits ? { heldOut: 'val' } : {};
      return {
        columns: Object.fromEntries(
          Object.entries(columns).map(([column, { type, tensor }]) => [
            column,
            {
              type,
              dtype: tensor.dtype,
              doc: column,
              splits: Object.keys(splits).filter((split) => column in splits[split]!),
            },
          ]),
        ),
        splits: Object.fromEntries(
          Object.keys(splits).map((split) => [split, { doc: split, ...(split === 'train' ? heldOut : {}) }]),
        ),
      };
    },
    implementation: async () => ({
      default: {
        open: async ({ name }) => ({
          splits: Object.fromEntries(
            Object.entries(datasets[name]!).map(([split, columns]) => [
              split,
              {
                size: Object.values(columns)[0]?.tensor.shape[0] ?? 0,
                read: async ({ column, rows }) => taken(columns[column]!.tensor, rows),
              },
            ]),
          ),
        }),
      },
    }),
  });
}

/** Some rows of a tensor, in their order, also a row twice. */
export function taken(tensor: HostTensor, rows: Iterable<number>): HostTensor {
  const picked = [...rows];
  const row = tensor.shape.slice(1);
  const size = row.reduce((product, dim) => product * dim, 1);
  const values = picked.flatMap((at) => [...tensor.data.subarray(at * size, (at + 1) * size)]);
  const shape = [picked.length, ...row];
  return tensor.dtype === 'int32'
    ? { dtype: 'int32', shape, data: Int32Array.from(values) }
    : { dtype: 'float32', shape, data: Float32Array.from(values) };
}

const values = probe({
  name: 'Values',
  doc: 'The mean of an expression over the test split; its rows, one after another, are `details.values`.',
  parameters: z.object({}),
  operands: [{ name: 'expression', doc: 'what is told' }],
  infer: () => ({ metric: 'mean', better: 'lower' }),
  implementation: async () => ({
    default: {
      async measure({ test, metric }) {
        const told = Array.from(test.operands[0]!.data);
        const mean = told.reduce((sum, value) => sum + value, 0) / told.length;
        return { ...metric, value: mean, chance: 0, details: { values: told } };
      },
    },
  }),
});

const call = report({
  name: 'Call',
  doc: 'Holds the call that is tested.',
  parameters: z.object({
    of: constructorOf('dataset', 'view', 'model', 'term', 'optimizer', 'schedule', 'probe', 'report'),
  }),
  implementation: async () => {
    throw new Error('the call is taken from the plan');
  },
});
