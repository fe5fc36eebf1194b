import type { ProbePlan } from '@infomin/plan';
import { classOf, dataset, definePlugin, UserError, vector } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { call, column, place, planOf, regression } from '../../test/plans.js';
import { run } from '../../test/runs.js';

/** Points whose labels stand in a list, or nowhere. */
const labelled = definePlugin({
  name: 'labelled',
  version: '1',
  doc: '',
  constructors: [
    dataset({
      name: 'Labelled',
      doc: '',
      parameters: z.object({ labels: z.array(z.int()) }),
      describe: () => ({
        columns: { x: { type: vector(3), doc: '' }, label: { type: classOf('?'), doc: '' } },
        splits: { train: { doc: '' }, test: { doc: '' } },
      }),
      implementation: async () => ({
        default: {
          async open({ labels }: { labels: number[] }) {
            const split = {
              size: 600,
              async read({ column, rows }: { column: string; rows: Int32Array }) {
                if (column === 'x') {
                  const data = new Float32Array(rows.length * 3);
                  return { dtype: 'float32' as const, shape: [rows.length, 3], data };
                }
                if (labels.length === 0) throw new UserError('the list has no column label', 'Name it.');
                // All rows but the last have the first label.
                const data = rows.map((row) => labels[row === 599 ? labels.length - 1 : 0]!);
                return { dtype: 'int32' as const, shape: [rows.length], data };
              },
            };
            return { splits: { train: split, test: split } };
          },
        },
      }),
    }),
  ],
});

const kind: ProbePlan = {
  name: 'kind',
  call: call('fixtures/MeanProbe'),
  operands: ['l.x', 'l.label'],
  batch: 'l',
  draw: false,
  metric: { metric: 'mean', better: 'lower' },
  place: { ...place, line: 9 },
};

async function trained(labels: number[]) {
  const plain = regression({ steps: 2 });
  const plan = planOf({
    ...plain,
    datasets: [...plain.datasets, { id: 'p', name: 'p', call: call('labelled/Labelled', { labels }), place }],
    batches: [
      ...plain.batches,
      { id: 'l', name: 'l', dataset: 'p', split: undefined, heldOut: undefined, place },
    ],
    nodes: [
      ...plain.nodes,
      column('l.x', 'x', vector(3), 'l'),
      { ...column('l.label', 'label', classOf('?'), 'l'), dtype: 'int32' as const },
    ],
    probes: [kind],
  });
  return (await run(plan, { plugins: [labelled] })).trial;
}

it('ends before it trains where what a probe reads is not there', async () => {
  const failed = await trained([]);
  expect(failed.error).toMatchObject({ message: 'the list has no column label', suggestion: 'Name it.' });
  expect(failed.objectives).toEqual({});
});

it('ends before it trains where a probe is given labels of one class', async () => {
  const failed = await trained([4]);
  expect(failed.error?.message).toBe(
    'test.infomin:9:1: l.label has one class, so probe kind can measure nothing',
  );
  expect(failed.objectives).toEqual({});
  expect((await trained([4, 5])).status).toBe('done');
});
