import {
  constructorOf,
  dataset,
  definePlugin,
  engine,
  memory,
  model,
  optimizer,
  report,
  stopping,
  term,
  vector,
} from '@infomin/plugin';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { call, contrast, dense, place, planOf, regression, term as termNode } from '../../test/plans.js';
import { run } from '../../test/runs.js';

const parameters = z.object({});
const code =
  <T>(value: T) =>
  async () =>
    ({ default: value }) as never;
const gone = () => {
  throw new Error('gone');
};

const rows = (asked: Int32Array) => ({ dtype: 'float32', shape: [asked.length, 3] });
const points = (data: (count: number) => unknown) => ({
  splits: {
    train: {
      size: 64,
      read: async ({ rows: asked }: { rows: Int32Array }) => ({ ...rows(asked), data: data(asked.length) }),
    },
    test: { size: 0, read: gone },
  },
});
const described = () => ({
  columns: { x: { type: vector(3), doc: '' } },
  splits: { train: { doc: '' }, test: { doc: '' } },
});
const datasets = {
  Nothing: undefined,
  Endless: { splits: { train: { size: Number.NaN, read: gone } } },
  Mute: { splits: { train: { size: 64, read: async () => undefined } } },
  Listed: points((count) => Array.from({ length: 3 * count }, () => 0)),
};

const nested = (name: string, functions: object) =>
  memory({ name, doc: '', parameters, state: () => ({}), implementation: code(functions) });

const own = definePlugin({
  name: 'own',
  version: '1',
  doc: '',
  constructors: [
    ...Object.entries(datasets).map(([name, open]) =>
      dataset({
        name,
        doc: '',
        parameters,
        describe: described,
        implementation: code({ open: async () => open }),
      }),
    ),
    nested('Lost', { candidates: () => 1, recall: gone }),
    nested('Uncounted', { candidates: () => Number.NaN }),
    optimizer({
      name: 'Slots',
      doc: '',
      parameters: z.object({ lr: z.number() }),
      state: gone,
      implementation: code({}),
    }),
    stopping({ name: 'Later', doc: '', parameters, implementation: code({ ends: async () => false }) }),
    model({
      name: 'Short',
      doc: '',
      parameters,
      roles: ['encoder'],
      infer: () => vector(2),
      state: () => ({}),
      implementation: code({
        initial: async () => ({ w: { dtype: 'float32', shape: [3, 2], data: new Float32Array(5) } }),
      }),
    }),
    ...['Words', 'Huge', 'Changing'].map((name) =>
      report({
        name,
        doc: '',
        parameters,
        implementation: code({
          build: async ({ trials }: { trials: { seed: number }[] }) => {
            trials[0]!.seed = 99;
            return (
              { Words: 'words', Huge: { text: '', html: '', data: 1n } }[name] ?? {
                text: '',
                html: '',
                data: 1,
              }
            );
          },
        }),
      }),
    ),
  ],
});

/** Comes with infomin, by its name. */
const bundled = definePlugin({
  name: '@infomin/bundled',
  version: '1',
  doc: '',
  constructors: [
    term({
      name: 'Among',
      doc: '',
      parameters: z.object({ memory: constructorOf('memory') }),
      operands: [],
      separator: ';',
      information: true,
      accepts: () => true,
      implementation: code({
        estimate: (_: unknown, { memory }: { memory: { implementation: { recall(): never } } }) =>
          memory.implementation.recall(),
        ceiling: ({ memory }: { memory: { implementation: { candidates(): number } } }) =>
          Math.log(memory.implementation.candidates()),
      }),
    }),
  ],
});

type Trial = Parameters<typeof planOf>[0];
const ran = (trial: Trial, reports: string[] = []) => {
  const named = reports.map((name) => ({ title: name, call: call(`own/${name}`), place }));
  return run({ ...planOf(trial), reports: named }, { plugins: [own, bundled] });
};
const told = async (trial: Trial) => {
  const error = (await ran(trial)).trial.error;
  expect(error?.internal).toBe(false);
  return error?.message.replace(/^test\.infomin:\d+:\d+: /, '');
};

it('names a dataset that gives no splits, no rows, or rows in no typed array', async () => {
  const of = (name: string) =>
    told({ ...contrast(), datasets: [{ id: 'd', name: 'd', call: call(`own/${name}`), place }] });
  expect(await of('Nothing')).toBe('Nothing of own gave no splits when it was opened');
  expect(await of('Endless')).toBe('Endless of own gave NaN as the size of split train, a number of rows');
  expect(await of('Mute')).toBe('Mute of own gave nothing as column `x`');
  expect(await of('Listed')).toMatch(
    /^Listed of own gave column `x` as float32 \[\d+, 3\] \(Array\), its signature says/,
  );
});

it('names what is among the arguments of what comes with infomin', async () => {
  const among = (name: string) => {
    const plan = contrast({ steps: 1 });
    const node = termNode(
      'nce',
      call('@infomin/bundled/Among', { memory: call(`own/${name}`) }),
      ['f(v1)', 'f(v2)'],
      true,
    );
    return told({ ...plan, nodes: plan.nodes.map((each) => (each.id === 'nce' ? node : each)) });
  };
  expect(await among('Lost')).toBe('Lost of own failed: gone');
  expect(await among('Uncounted')).toBe('Uncounted of own gave NaN as a ceiling, which is a number');
});

const here = async () => ({ available: true, detail: '' });

it.each([
  ['Unasked', gone, {}, 'Unasked of own failed: gone'],
  ['Unstarted', here, { create: gone }, 'Unstarted of own failed: gone'],
  ['Unmade', here, { create: async () => undefined }, 'Unmade of own gave nothing, which is no engine'],
])('names an engine that is %s', async (name, availability, functions, message) => {
  const engines = [
    engine({ name, doc: '', parameters, rank: 0, availability, implementation: code(functions) }),
  ];
  const plugin = definePlugin({ name: 'own', version: '1', doc: '', constructors: engines });
  const running = run(planOf(regression()), { plugins: [plugin], engine: name });
  await expect(running).rejects.toMatchObject({ name: 'UserError', message });
});

it('names an optimizer whose state, a model whose weights and a stop whose answer is none', async () => {
  const slots = call('own/Slots', { lr: 0.1 });
  expect(await told(regression({ steps: 1, optimizer: { f: slots } }))).toBe('Slots of own failed: gone');
  const models = [{ ...dense('f', 2), call: call('own/Short') }];
  expect(await told(regression({ steps: 1 }, { models }))).toBe(
    'Short of own reads `w` as float32 [3, 2] of 5 numbers, its signature declares float32 [3, 2]',
  );
  const watched = { watch: ['mean'], every: { count: 1, unit: 'step' } as const, stop: call('own/Later') };
  expect(await told(regression({ steps: 1, ...watched }))).toBe(
    'Later of own gave [object Promise], a stopping rule gives true or false',
  );
});

it('leaves out a report that is none, and keeps the results from those that change them', async () => {
  const { results, log } = await ran(regression({ steps: 1 }), ['Words', 'Huge', 'Changing']);
  const left = log.filter((line) => line.includes('report'));
  expect(new Set(left)).toEqual(
    new Set([
      'warn: report "Words" failed: test.infomin:3:1: Words of own gave string, a report gives text, html and data',
      'warn: report "Huge" failed: test.infomin:3:1: Huge of own failed: Do not know how to serialize a BigInt',
    ]),
  );
  expect(results.reports?.map(({ title }) => title)).toEqual(['Changing']);
  expect(results.trials[0]?.seed).toBe(0);
});
