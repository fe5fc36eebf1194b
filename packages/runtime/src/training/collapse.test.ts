import { definePlugin, schedule } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { adam, call, contrast, dense, planOf, sgd, term } from '../../test/plans.js';
import { run } from '../../test/runs.js';
import type { ProgressEvent } from '../base/progress.js';
import { looksCollapsed } from './collapse.js';

/** A schedule that lets nothing be learned before a step. */
const lateStart = definePlugin({
  name: 'late',
  version: '1.0.0',
  doc: 'A schedule for tests.',
  constructors: [
    schedule({
      name: 'Late',
      doc: '0, then 1.',
      parameters: z.object({ step: z.int() }),
      implementation: async () => ({
        default: { factor: (at: { step: number }, args: { step: number }) => (at.step < args.step ? 0 : 1) },
      }),
    }),
  ],
});

it('says early that a training has collapsed, and says so at the end', async () => {
  const still = contrast(
    { steps: 20, optimizer: { f: sgd(1e-12) } },
    { models: [dense('f', 4, 3, { zero: true })] },
  );
  const events: ProgressEvent[] = [];
  const { trial: result, metrics } = await run(planOf(still), { progress: (event) => events.push(event) });
  expect(result.status).toBe('collapsed');
  expect(result.objectives.nce!.collapsed).toBe(true);
  expect(events.find(({ collapsed }) => collapsed)!.step).toBe(2);
  expect(metrics.map((line) => 'collapsed' in line)).toEqual([false, ...Array<boolean>(19).fill(true)]);
});

it('takes back that a training has collapsed once its embeddings spread', async () => {
  // All embeddings near (1, 1, 1, 1), and a learning rate of zero for the first quarter.
  const plain = dense('f', 4);
  const alike = {
    ...plain,
    state: {
      ...plain.state,
      w: { shape: [3, 4], init: { kind: 'normal', std: 0.005 } as const },
      b: { shape: [4], init: { kind: 'ones' } as const },
    },
  };
  const late = call('late/Late', { step: 50 });
  const plan = contrast({ steps: 200, schedule: late, optimizer: { f: adam(0.02) } }, { models: [alike] });
  const events: ProgressEvent[] = [];
  const { trial: result, metrics } = await run(planOf(plan), {
    plugins: [lateStart],
    progress: (event) => events.push(event),
  });
  expect(result.status, JSON.stringify(result.error)).toBe('done');
  expect(result.objectives.nce!.collapsed).toBe(false);
  const first = events.findIndex(({ collapsed }) => collapsed);
  expect(events[first]!.step).toBe(20);
  const again = events.slice(first).find(({ collapsed }) => !collapsed)!;
  expect(again.step).toBeGreaterThan(50);
  const told = metrics.filter((line) => 'collapsed' in line).map(({ step }) => Number(step));
  expect([told[0], told.at(-1)]).toEqual([20, again.step - 2]);
});

it('says nothing of a collapse where a training goes well', async () => {
  const events: ProgressEvent[] = [];
  const { trial: result, metrics } = await run(planOf(contrast()), {
    progress: (event) => events.push(event),
  });
  expect(result.objectives.nce!.collapsed).toBe(false);
  expect(events.filter(({ collapsed }) => collapsed)).toEqual([]);
  expect(metrics.filter((line) => 'collapsed' in line)).toEqual([]);
});

it('knows nothing of how a row alone spreads', async () => {
  const plan = contrast({ steps: 4, batch: { b: 1 } });
  const nodes = plan.nodes.map((node) =>
    node.id === 'nce' ? term('nce', call('@infomin/plugin-core/Alignment'), ['f(v1)', 'f(v2)'], false) : node,
  );
  const { trial: result, metrics } = await run(planOf({ ...plan, nodes }));
  expect(result.status, JSON.stringify(result.error)).toBe('done');
  expect(metrics.map((line) => line.embedding_std)).toEqual([null, null, null, null]);
});

/** Of embeddings of four entries, which are alike below 0.1 / √4; terms that a stage has, and what they came to. */
function looks(
  embeddingStd: number | null,
  found: readonly { value: number; ceiling: number | null; information?: boolean }[],
  before = false,
) {
  const terms = found.map(({ value: _, ...term }, id) => ({ id: `${id}`, information: true, ...term }));
  const values = Object.fromEntries(found.map(({ value }, id) => [`${id}`, value]));
  const context = { trial: { graph: { node: () => ({ type: { dims: [4] } }) } } };
  const stage = { turns: [{ embeddings: ['f'] }], terms };
  return looksCollapsed(context as never, stage as never, { embeddingStd, terms: values } as never, before);
}

it.each([
  ['alike, and nothing is said', 0.04, [{ value: 0.01, ceiling: 1 }], true],
  ['spread', 0.06, [{ value: 0.01, ceiling: 1 }], false],
  ['alike, and something is said', 0.04, [{ value: 0.03, ceiling: 1 }], false],
  [
    'alike, and one of two terms says something',
    0.04,
    [
      { value: 0, ceiling: 1 },
      { value: 1, ceiling: 2 },
    ],
    false,
  ],
  ['alike, and information has no ceiling', 0.04, [{ value: 0, ceiling: null }], false],
  ['alike, without information', 0.04, [{ value: 1, ceiling: null, information: false }], true],
  ['none', null, [{ value: 1, ceiling: null, information: false }], false],
] as const)('takes for a collapse, or does not: embeddings that are %s', (_what, std, terms, collapsed) => {
  expect(looks(std, terms)).toBe(collapsed);
});

it('holds on to a collapse until spread or information is twice the threshold', () => {
  expect(looks(0.09, [{ value: 0.01, ceiling: 1 }], true)).toBe(true);
  expect(looks(0.11, [{ value: 0.01, ceiling: 1 }], true)).toBe(false);
  expect(looks(0.04, [{ value: 0.035, ceiling: 1 }], true)).toBe(true);
  expect(looks(0.04, [{ value: 0.045, ceiling: 1 }], true)).toBe(false);
});
