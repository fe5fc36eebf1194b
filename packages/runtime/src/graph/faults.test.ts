import {
  definePlugin,
  optimizer,
  probe,
  schedule,
  stopping,
  type ViewImplementation,
  view,
} from '@infomin/plugin';
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

it('names a view that gives two results where one is inferred', async () => {
  const error = await endOf((x) => [x, x]);
  expect(error?.message).toBe('test.infomin:3:1: Shift of own gave 2 results, its signature inferred one');
});

it('refuses draws of a view that says it draws nothing', async () => {
  const error = await endOf((x, _args, { random }) => tf.add(x, random.normal(x.shape)));
  expect(error?.message).toBe('test.infomin:3:1: Shift of own draws, its signature says `random: false`');
});

it('names what gives something else than its kind does', async () => {
  const parameters = z.object({});
  const lr = z.object({ lr: z.number().default(0.1) });
  const gives =
    <T>(value: T) =>
    async () =>
      ({ default: value }) as never;
  const operands = [{ name: 'features', doc: '' }];
  const own = definePlugin({
    name: 'own',
    version: '1',
    doc: '',
    constructors: [
      optimizer({
        name: 'Cut',
        doc: '',
        parameters: lr,
        implementation: gives({ update: () => tf.zeros([1, 1]) }),
      }),
      optimizer({
        name: 'Lost',
        doc: '',
        parameters: lr,
        implementation: gives({ update: () => undefined }),
      }),
      optimizer({
        name: 'Rateless',
        doc: '',
        parameters,
        implementation: gives({ update: () => undefined }),
      }),
      schedule({ name: 'Word', doc: '', parameters, implementation: gives({ factor: () => 'x' }) }),
      schedule({ name: 'Broken', doc: '', parameters, implementation: gives({ factor: () => Number.NaN }) }),
      probe({
        name: 'None',
        doc: '',
        parameters,
        operands,
        infer: () => ({ metric: 'mean', better: 'lower' }),
        implementation: gives({ measure: async () => undefined }),
      }),
    ],
  });
  const told = async (plan: Parameters<typeof planOf>[0]) =>
    (await run(planOf(plan), { plugins: [own] })).trial.error?.message.replace(
      /^test\.infomin:\d+:\d+: /,
      '',
    );
  const one = regression({ steps: 2 });
  const by = (name: string) =>
    regression({ steps: 2, optimizer: { f: call(`own/${name}`, name === 'Rateless' ? {} : { lr: 0.1 }) } });
  expect(await told(by('Cut'))).toMatch(
    /^Cut of own gave float32 \[1, 1\], an optimizer gives the next weights: float32 \[\d+\]$/,
  );
  expect(await told(by('Lost'))).toMatch(/^Lost of own gave nothing, an optimizer gives the next weights/);
  expect(await told(by('Rateless'))).toBe('Rateless of own has no parameter `lr`, the learning rate');
  const at = (name: string) => told(regression({ steps: 2, schedule: call(`own/${name}`) }));
  expect(await at('Word')).toBe('Word of own gave x at step 0, a schedule gives a number');
  expect(await at('Broken')).toBe('Broken of own gave NaN at step 0, a schedule gives a number');
  const probes = [{ ...one.probes[0]!, call: call('own/None') }];
  expect(await told({ ...one, probes })).toBe('None of own gave nothing, a probe gives a number');
});

/** A probe of features that measures so. */
const score = (measure: () => Promise<unknown>) =>
  probe({
    name: 'Score',
    doc: '',
    parameters: z.object({}),
    operands: [{ name: 'features', doc: '' }],
    infer: () => ({ metric: 'mean', better: 'lower' }),
    implementation: async () => ({ default: { measure } }) as never,
  });

const gone = () => 0;

it.each([
  [{ chance: undefined }, 'as chance nothing, a probe gives a number'],
  [{ metric: 'share' }, 'metric share, its signature inferred mean'],
  [{ better: 'higher' }, 'better higher, its signature inferred lower'],
  [{ unreliable: 'few rows' }, 'as unreliable string, a probe gives a list of clauses'],
  [{ details: { count: 1n } }, 'what is no JSON: Do not know how to serialize a BigInt'],
  [{ details: { of: gone } }, 'what is no JSON: () => 0 could not be cloned.'],
])('names a probe that gives %o', async (given, what) => {
  const result = { metric: 'mean', better: 'lower', value: 1, chance: 0, ...given };
  const own = definePlugin({
    name: 'own',
    version: '1',
    doc: '',
    constructors: [score(async () => result)],
  });
  const one = regression({ steps: 1 });
  const probes = [{ ...one.probes[0]!, call: call('own/Score') }];
  const { error } = (await run(planOf({ ...one, probes }), { plugins: [own] })).trial;
  expect(error).toMatchObject({ message: `test.infomin:3:1: Score of own gave ${what}`, internal: false });
});

it('names a probe and a stopping rule that throw', async () => {
  const gone = () => {
    throw new Error('gone');
  };
  const own = definePlugin({
    name: 'own',
    version: '1',
    doc: '',
    constructors: [
      score(async () => gone()),
      stopping({
        name: 'Rule',
        doc: '',
        parameters: z.object({}),
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
