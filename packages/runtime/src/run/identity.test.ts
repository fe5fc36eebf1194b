import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrialPlan } from '@infomin/plan';
import { dataset, vector } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { call, contrast, dense, nce, registryOf, sgd, stage, term, trial } from '../../test/plans.js';
import { temporaryFolder } from '../../test/runs.js';
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
  expect(keys(watching).nce).not.toBe(before.nce);
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
  const cold = several();
  const nodes = cold.nodes.map((node) =>
    node.id === 'apart' && node.op === 'term'
      ? { ...node, call: call(nce.call, { ...nce.args, temperature: 0.2 }) }
      : node,
  );
  expect(changed(keys({ ...cold, nodes }))).toEqual(['apart']);
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
