import { definePlugin, probe, stopping, type ViewImplementation, view } from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { call, contrast, planOf, regression } from '../../test/plans.js';
import { run } from '../../test/runs.js';
import { awaiting, calling } from './fault.js';

/** How a training ends whose first view does this, or whose code is loaded so. */
async function endOf(
  apply: ViewImplementation['apply'],
  implementation = async () => ({ default: { apply: apply! } }),
) {
  const own = definePlugin({
    name: 'own',
    version: '1',
    doc: '',
    constructors: [
      view({
        name: 'Shift',
        doc: '',
        parameters: z.object({}),
        random: false,
        infer: (_args, input) => input,
        implementation,
      }),
    ],
  });
  const plan = contrast({ steps: 1 });
  const nodes = plan.nodes.map((node) =>
    node.op === 'view' ? { ...node, call: call('own/Shift'), random: false } : node,
  );
  return (await run(planOf({ ...plan, nodes }), { plugins: [own] })).trial.error;
}

it('names constructor, plugin and place where its code throws', async () => {
  const { message, ...error } = (await endOf((x) => tf.add(x, undefined as never)))!;
  expect(message).toMatch(/^test\.infomin:3:1: Shift of own failed: Argument 'b' passed to 'add' must be/);
  expect(error).toEqual({ suggestion: 'The mistake is in own: tell its author.', internal: false });
});

it('names constructor and plugin where its code cannot be loaded', async () => {
  const lost = await endOf(undefined, () =>
    Promise.reject(new Error("Cannot find module 'shift.compute.js'")),
  );
  expect(lost).toEqual({
    message: "the code of Shift cannot be loaded: Cannot find module 'shift.compute.js'",
    suggestion: 'The mistake is in own: tell its author.',
    internal: false,
  });
  const empty = await endOf(undefined, async () => ({}) as never);
  expect(empty?.message).toBe('the code of Shift cannot be loaded: its module has no default export');
  const without = await endOf(undefined);
  expect(without).toMatchObject({
    message: 'test.infomin:3:1: Shift of own has no `apply`: it works on decoded images only',
    internal: false,
  });
});

it('refuses draws of a view that says it draws nothing', async () => {
  const error = await endOf((x, _args, { random }) => tf.add(x, random.normal(x.shape)));
  expect(error?.message).toBe('test.infomin:3:1: Shift of own draws, its signature says `random: false`');
});

it('names a probe and a stopping rule that throw', async () => {
  const parameters = z.object({});
  const gone = () => {
    throw new Error('gone');
  };
  const own = definePlugin({
    name: 'own',
    version: '1',
    doc: '',
    constructors: [
      probe({
        name: 'Score',
        doc: '',
        parameters,
        operands: [{ name: 'features', doc: '' }],
        infer: () => ({ metric: 'mean', better: 'lower' }),
        implementation: async () => ({ default: { measure: async () => gone() } }),
      }),
      stopping({
        name: 'Rule',
        doc: '',
        parameters,
        implementation: async () => ({ default: { ends: gone } }),
      }),
    ],
  });
  const one = regression({ steps: 2 });
  const probes = [{ ...one.probes[0]!, call: call('own/Score') }];
  const scored = await run(planOf({ ...one, probes }), { plugins: [own] });
  expect(scored.trial.error?.message).toMatch(/^test\.infomin:\d+:\d+: Score of own failed: gone$/);
  const every = { count: 1, unit: 'step' } as const;
  const watched = regression({ steps: 2, watch: ['mean'], every, stop: call('own/Rule') });
  const stopped = await run(planOf(watched), { plugins: [own] });
  expect(stopped.trial.error?.message).toMatch(/^test\.infomin:\d+:\d+: Rule of own failed: gone$/);
});

it('names the plugin whatever its code throws, at once or later', async () => {
  const place = { file: 'a.infomin', line: 4, column: 22 };
  const told = 'a.infomin:4:22: Own of mine failed: gone';
  const thrown = (error: unknown) => () => {
    throw error;
  };
  for (const error of [new TypeError('gone'), new RangeError('gone'), 'gone'])
    expect(() => calling('mine/Own', place, thrown(error))).toThrow(told);
  await expect(awaiting('mine/Own', place, 'it', () => Promise.reject(new Error('gone')))).rejects.toThrow(
    told,
  );
});

it('leaves to the machine what it refused', () => {
  const full = Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write', path: 'x' });
  const refused = () => {
    throw full;
  };
  expect(() => calling('mine/Own', { file: 'a.infomin', line: 1, column: 1 }, refused)).toThrow(full);
});
