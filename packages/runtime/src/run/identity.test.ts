import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrialPlan } from '@infomin/plan';
import { dataset, type Plugin, vector } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { z } from 'zod';
import {
  apply,
  call,
  column,
  contrast,
  dense,
  jitter,
  nce,
  registryOf,
  sgd,
  stage,
  term,
  trial,
} from '../../test/plans.js';
import { temporaryFolder } from '../../test/runs.js';
import { stateful } from '../../test/stateful.js';
import { dataOf } from '../data/fingerprint.js';
import { type Surroundings, stageKeys } from './identity.js';

const here: Surroundings = {
  engine: 'torch, fp32',
  enginePlugin: 'engines',
  data: { of: () => null },
  code: { infomin: 'a', engines: 'b', fixtures: 'c', '@infomin/plugin-core': 'd', probes: 'e' },
};

const keys = (plan: TrialPlan, around: Partial<Surroundings> = {}) =>
  stageKeys(plan, registryOf(), { ...here, ...around });

/** Two trainings of `f`, one that builds on them, and one of `h` beside them, over the same views. */
function several(more: Partial<Parameters<typeof contrast>[0]> = {}): TrialPlan {
  const one = contrast({ steps: 4, ...more });
  const over = (id: string, model: string, input: string) => ({
    ...one.nodes.find((node) => node.id === 'f(v1)')!,
    id,
    model,
    input,
  });
  return {
    ...one,
    models: [...one.models, dense('g', 4, 4), dense('h', 4)],
    nodes: [
      ...one.nodes,
      over('g(f(v1))', 'g', 'f(v1)'),
      over('h(v1)', 'h', 'v1'),
      over('h(v2)', 'h', 'v2'),
      term('on f', nce, ['g(f(v1))', 'f(v2)'], true),
      term('apart', nce, ['h(v1)', 'h(v2)'], true),
    ] as TrialPlan['nodes'],
    stages: [
      ...one.stages,
      stage({ id: 'later', value: 'on f', max: ['g'], steps: 4, optimizer: { g: sgd(0.1) } }),
      stage({ id: 'apart', value: 'apart', max: ['h'], steps: 4, optimizer: { h: sgd(0.1) } }),
    ],
  };
}

it('does not change with names of trials, places, the order of declarations, or what is measured', () => {
  const before = keys(several());
  expect(Object.keys(before)).toEqual(['nce', 'later', 'apart']);
  expect(new Set(Object.values(before)).size).toBe(3);
  const plan = several();
  const elsewhere = { file: 'renamed.infomin', line: 70, column: 2 };
  const moved = JSON.parse(JSON.stringify(plan), (key, value: unknown) =>
    key === 'place' ? elsewhere : value,
  ) as TrialPlan;
  expect(keys({ ...moved, id: 'other', params: { batch: 3 }, hash: 'x', training: 'y' })).toEqual(before);
  const turned = {
    ...plan,
    models: plan.models.toReversed(),
    batches: plan.batches.toReversed(),
    stages: [plan.stages[2]!, ...plan.stages.slice(0, 2)],
  };
  expect(keys(turned)).toEqual(before);
  const operands = ['f(v1)'];
  const metric = { metric: 'mean', better: 'lower' } as const;
  const probe = {
    name: 'p',
    call: call('probes/P'),
    operands,
    batch: 'b',
    draw: false,
    metric,
    place: elsewhere,
  };
  expect(keys({ ...plan, probes: [probe] })).toEqual(before);
  expect(keys(plan, { code: { ...here.code, probes: 'changed', unused: 'new' } })).toEqual(before);
  const watching = { ...plan, stages: plan.stages.map((one) => ({ ...one, watch: ['p'] })), probes: [probe] };
  const watched = keys(watching).nce;
  expect(watched).not.toBe(before.nce);
  const other = { ...probe, call: call('probes/P', { k: 2 }) };
  expect(keys({ ...watching, probes: [other] }).nce).not.toBe(watched);
});

it('changes with seed, engine, code, and with what stages before it do to what it uses', () => {
  const before = keys(several());
  const changed = (after: ReturnType<typeof keys>) =>
    Object.keys(before).filter((id) => after[id] !== before[id]);
  const all = Object.keys(before);
  expect(changed(keys({ ...several(), seed: 1 }))).toEqual(all);
  expect(changed(keys(several(), { engine: 'torch, bf16' }))).toEqual(all);
  for (const name of ['infomin', 'engines', 'fixtures'])
    expect(changed(keys(several(), { code: { ...here.code, [name]: 'x' } }))).toEqual(all);
  expect(changed(keys(several(), { data: { of: () => 'x' } }))).toEqual(all);
  expect(keys(several(), { data: { of: () => undefined } })).toEqual({});
  // `later` reads what `nce` trained, `apart` shares no more than views.
  expect(changed(keys(several({ steps: 5 })))).toEqual(['nce', 'later']);
  const split = ({ batches, ...plan }: TrialPlan) => ({
    ...plan,
    batches: batches.map((batch) => ({ ...batch, split: 'test' })),
  });
  expect(changed(keys(split(several())))).toEqual(all);
  const cold = several();
  const nodes = cold.nodes.map((node) =>
    node.id === 'apart' && node.op === 'term'
      ? { ...node, call: call(nce.call, { ...nce.args, temperature: 0.2 }) }
      : node,
  );
  expect(changed(keys({ ...cold, nodes }))).toEqual(['apart']);
});

it('changes with what a stage before it read, though it reads other data itself', () => {
  const one = contrast({ steps: 4 });
  const few = { ...one.datasets[0]!, id: 'few', name: 'few', call: call('fixtures/Linear', { rows: 32 }) };
  const plan: TrialPlan = {
    ...one,
    datasets: [...one.datasets, few],
    batches: [...one.batches, { ...one.batches[0]!, id: 'c', name: 'c', dataset: 'few' }],
    models: [...one.models, dense('g', 4, 4)],
    nodes: [
      ...one.nodes,
      column('c.x', 'x', vector(3), 'c'),
      jitter('w', 'c.x', 0.1, 'c'),
      ...['c.x', 'w'].flatMap((input) => [
        apply(`f(${input})`, 'f', input, 4, 'c'),
        apply(`g(f(${input}))`, 'g', `f(${input})`, 4, 'c'),
      ]),
      term('on f', nce, ['g(f(c.x))', 'g(f(w))'], true, 'c'),
    ],
    stages: [...one.stages, stage({ id: 'later', value: 'on f', max: ['g'], batch: { c: 16 }, steps: 4 })],
  };
  const holding = (many: string | undefined, other: string) =>
    keys(plan, { data: { of: ({ args: { rows } }) => (rows === 64 ? many : rows === 32 ? other : null) } });
  const before = holding('a', 'a');
  expect(Object.keys(before)).toEqual(['nce', 'later']);
  const read = holding('b', 'a');
  expect(read.nce).not.toBe(before.nce);
  expect(read.later).not.toBe(before.later);
  const own = holding('a', 'b');
  expect(own.nce).toBe(before.nce);
  expect(own.later).not.toBe(before.later);
  // Of data that can't be read nobody knows what `f` learned.
  expect(holding(undefined, 'a')).toEqual({});
});

it('changes with the code of each plugin that may bind anything anew, and of no other', () => {
  const binding = { name: 'binds', version: '1', doc: '', constructors: [] };
  const keyOf = (plugin: Plugin, code?: string) =>
    stageKeys(contrast(), registryOf(plugin), {
      ...here,
      code: { ...here.code, ...(code && { binds: code }) },
    }).nce;
  const module = async () => ({ default: () => {} }) as never;
  expect(keyOf({ ...binding, module }, 'a')).not.toBe(keyOf({ ...binding, module }, 'b'));
  expect(keyOf(binding, 'a')).toBe(keyOf(binding, 'b'));
  // Code that can't be found is told by the version.
  expect(keyOf({ ...binding, module })).not.toBe(keyOf({ ...binding, module, version: '2' }));
});

it('changes with what stages before it do to the state of a view that it uses', () => {
  const keeping = (steps: number): TrialPlan => {
    const plan = several({ steps });
    const nodes = plan.nodes.map((node) =>
      node.op === 'view' ? { ...node, call: call('stateful/Drift', { step: 1 }) } : node,
    );
    return { ...plan, nodes };
  };
  const keysOf = (steps: number) => stageKeys(keeping(steps), registryOf(stateful), here);
  expect(keysOf(5).apart).not.toBe(keysOf(4).apart);
});

it('changes with a model that follows one of its own, and with one that its own follow', () => {
  const { models, nodes, ...plan } = several();
  const following = (momentum: number, zero: boolean): TrialPlan => {
    const f = dense('f', 4, 3, { zero });
    const args = { of: { ...f.call, model: 'f' }, momentum: { from: momentum, to: momentum } };
    const k = { ...f, id: 'k', name: 'k', call: call('@infomin/plugin-core/Ema', args) };
    return {
      ...plan,
      models: [...models.filter(({ id }) => id !== 'f'), f, k],
      // `apart` alone applies `k`.
      nodes: nodes.map((node) => (node.id === 'h(v2)' ? apply('h(v2)', 'k', 'v2', 4) : node)),
    };
  };
  const alone = (trial: TrialPlan, id: string) =>
    keys({ ...trial, stages: trial.stages.filter((one) => one.id === id) })[id];
  // A training of `f` moves `k` though it does not apply it.
  expect(alone(following(0.5, false), 'nce')).not.toBe(alone(following(0.9, false), 'nce'));
  // `k` starts as `f`.
  expect(alone(following(0.5, false), 'apart')).not.toBe(alone(following(0.5, true), 'apart'));
  const longer = { ...following(0.5, false), stages: several({ steps: 5 }).stages };
  expect(keys(longer).apart).not.toBe(keys(following(0.5, false)).apart);
});

it('changes with each byte of its data, and not with where they lie', async () => {
  const Bytes = dataset({
    name: 'Bytes',
    doc: 'Rows of a file.',
    parameters: z.object({ root: z.string().meta({ location: true }), limit: z.int().default(3) }),
    describe: () => ({ columns: { x: { type: vector(3), doc: '' } }, splits: { train: { doc: '' } } }),
    implementation: async () => ({
      default: {
        files: async ({ root }: { root: string }) => [join(root, 'rows')],
        open: () => Promise.reject(new Error('nothing is read')),
      },
    }),
  });
  const registry = registryOf({ name: 'bytes', version: '1', doc: '', constructors: [Bytes] });
  const keyOf = async (root: string, limit = 3) => {
    const plan = contrast();
    const datasets = [{ ...plan.datasets[0]!, call: call('bytes/Bytes', { root, limit }) }];
    const whole = { ...plan, datasets };
    return stageKeys(whole, registry, { ...here, data: await dataOf({ trials: [whole] }, registry) }).nce;
  };
  const folder = await temporaryFolder();
  const root = join(folder, 'a');
  await mkdir(root);
  await writeFile(join(root, 'rows'), 'abcdef');
  const before = await keyOf(root);
  expect(before).toMatch(/^[0-9a-f]{64}$/);
  expect(await keyOf(root, 4)).not.toBe(before);
  await rename(root, join(folder, 'b'));
  expect(await keyOf(root)).toBeUndefined();
  expect(await keyOf(join(folder, 'b'))).toBe(before);
  await writeFile(join(folder, 'b/rows'), 'abcdeg');
  expect(await keyOf(join(folder, 'b'))).not.toBe(before);
});

it('changes with values of the variables that it reads', () => {
  const plan = (name: string) =>
    trial({ ...contrast(), models: [dense('f', 4, 3, { text: { $env: name } })] });
  process.env.INFOMIN_TEST_TEXT = 'one';
  const before = keys(plan('INFOMIN_TEST_TEXT'));
  process.env.INFOMIN_TEST_TEXT = 'two';
  expect(keys(plan('INFOMIN_TEST_TEXT')).nce).not.toBe(before.nce);
  delete process.env.INFOMIN_TEST_TEXT;
});
