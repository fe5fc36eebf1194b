import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan, StagePlan, TrialPlan, Value } from '@infomin/plan';
import type { DatasetSignature, Plugin } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { call, contrast, dense, hashOf, nce, planOf, sgd, stage, term } from '../../test/plans.js';
import { fixtures } from '../../test/plugin.js';
import { beforeRuns, run, temporaryFolder } from '../../test/runs.js';
import type { RunOptions } from './run.js';

const STEPS = 6;

interface Setting {
  readonly seed?: number;
  readonly temperature?: number;
  readonly lr?: number;
  readonly id?: string;
  readonly probes?: readonly string[];
}

/** `f`, then a head on it: two stages, the second builds on the first. */
function chain({
  seed = 0,
  temperature = 0.1,
  lr = 0.1,
  id = 'trial',
  probes = [],
}: Setting = {}): TrialPlan {
  const one = contrast({ steps: STEPS }, { seed, id });
  const over = (node: string) => ({
    ...one.nodes.find(({ id }) => id === `f(${node})`)!,
    id: `g(f(${node}))`,
    model: 'g',
    input: `f(${node})`,
  });
  const later: StagePlan = stage({
    id: 'later',
    objective: 'later',
    value: 'on f',
    max: ['g'],
    steps: STEPS,
    optimizer: { g: sgd(lr) },
  });
  const cooled = (node: TrialPlan['nodes'][number]) =>
    node.op === 'term'
      ? { ...node, call: call(nce.call, { ...nce.args, temperature } as Record<string, Value>) }
      : node;
  const nodes = [
    ...one.nodes.map(cooled),
    over('v1'),
    over('v2'),
    term('on f', nce, ['g(f(v1))', 'g(f(v2))'], true),
    { ...one.nodes[0]!, id: 'e.x', batch: 'e' },
    { ...over('v1'), id: 'g(f(e.x))', input: 'f(e.x)', batch: 'e' },
    { ...over('v1'), id: 'f(e.x)', model: 'f', input: 'e.x', batch: 'e' },
  ] as TrialPlan['nodes'];
  const training = hashOf([seed, temperature, lr]);
  return {
    ...one,
    models: [...one.models, dense('g', 4, 4)],
    nodes: [...nodes.slice(0, -2), nodes.at(-1)!, nodes.at(-2)!],
    stages: [...one.stages, later],
    probes: probes.map((name) => ({
      name,
      call: call('fixtures/MeanProbe'),
      operands: ['g(f(e.x))'],
      batch: 'e',
      draw: false,
      metric: { metric: 'mean', better: 'lower' },
      place: later.place,
    })),
    training,
    hash: hashOf([training, probes]),
  };
}

function timeless(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, part) =>
      key === 'seconds' || key === 'images_per_second' ? undefined : part,
    ),
  );
}

const sorted = (lines: readonly unknown[]) => lines.map((line) => JSON.stringify(timeless(line))).sort();

/** Runs a plan with a store; counts its steps of training, and holds results and lines against a run of its own. */
async function kept(plan: Plan, stages: string, more: Partial<RunOptions> = {}) {
  let steps = 0;
  const counting = beforeRuns(({ name }) => {
    if (!/^features\/|\/evaluation\//.test(name)) steps++;
  });
  const news: string[] = [];
  const told = await run(plan, {
    stages,
    plugins: [counting],
    onTrial: (event) => {
      for (const { stage, kept, why } of event.stages ?? [])
        news.push(`${event.trial.id}, ${stage}: ${kept ? 'kept' : 'trained'}, ${why}`);
    },
    ...more,
  });
  const fresh = await run(plan, { plugins: [beforeRuns(() => undefined)] });
  expect(timeless(told.results)).toEqual(timeless(fresh.results));
  expect(sorted(told.metrics)).toEqual(sorted(fresh.metrics));
  return { ...told, steps, news, warnings: told.log.filter((line) => line.startsWith('warn')) };
}

const KEPT = 'nothing that it depends on changed';
const entries = async (store: string) => (await readdir(store)).filter((name) => name.endsWith('.bin'));

it('trains a stage once for all runs, whatever they are called and measure', async () => {
  const store = await temporaryFolder();
  const first = await kept(planOf(chain({ probes: ['one'] })), store);
  expect([first.steps, first.news, first.warnings]).toEqual([2 * STEPS, [], []]);
  expect(await entries(store)).toHaveLength(2);
  // Another probe, another file, another folder, more seeds, a grid point that only the second stage sees.
  const other = { ...planOf(chain({ probes: ['two', 'three'] })), file: 'renamed.infomin' };
  expect(await kept(other, store)).toMatchObject({
    steps: 0,
    news: [`trial, nce: kept, ${KEPT}`, `trial, later: kept, ${KEPT}`],
    warnings: [],
  });
  const seeds = planOf(...[0, 1, 2].map((seed) => chain({ seed, id: `seed-${seed}` })));
  expect((await kept(seeds, store)).steps).toBe(4 * STEPS);
  const grid = planOf(...[0.1, 0.3].map((lr) => chain({ lr, id: `lr-${lr}` })));
  const point = await kept(grid, store);
  expect(point.steps).toBe(STEPS);
  expect(point.news.at(-1)).toBe(`lr-0.3, nce: kept, ${KEPT}`);
});

it('goes on in the folder of the same file as it was before, and says what changed', async () => {
  const store = await temporaryFolder();
  const { out } = await kept(planOf(chain()), store);
  const later = await kept(planOf(chain({ lr: 0.3 })), store, { out });
  expect([later.steps, later.news]).toEqual([
    STEPS,
    [`trial, nce: kept, ${KEPT}`, 'trial, later: trained, lr changed'],
  ]);
  const cold = await kept(planOf(chain({ lr: 0.3, temperature: 0.2 })), store, { out });
  expect([cold.steps, cold.news]).toEqual([
    2 * STEPS,
    ['trial, nce: trained, temperature changed', 'trial, later: trained, nce, which it builds on, changed'],
  ]);
  const seeded = await kept(planOf(chain({ lr: 0.3, temperature: 0.2, seed: 5 })), store, { out });
  expect(seeded.news).toEqual(['trial, nce: trained, seed 5 is new', 'trial, later: trained, seed 5 is new']);
  // What was there before still is, in the folder itself.
  expect(await kept(planOf(chain()), join(store, 'none'), { out })).toMatchObject({ steps: 0, news: [] });
});

it('trains afresh with overwrite, and keeps that', async () => {
  const store = await temporaryFolder();
  const { out } = await kept(planOf(chain()), store);
  const [name] = await entries(store);
  const before = await readFile(join(store, name!));
  const again = await kept(planOf(chain()), store, { out, overwrite: true });
  expect([again.steps, again.news]).toEqual([2 * STEPS, []]);
  expect((await readFile(join(store, name!))).equals(before)).toBe(false);
  expect((await kept(planOf(chain()), store)).steps).toBe(0);
});

it('keeps the stages that a run came through before it was cut short', async () => {
  const store = await temporaryFolder();
  const abort = new AbortController();
  let steps = 0;
  const stop = beforeRuns(({ name }) => {
    if (!/^features\/|\/evaluation\//.test(name) && ++steps === STEPS + 3) abort.abort();
  });
  const { out } = await run(planOf(chain()), { stages: store, signal: abort.signal, plugins: [stop] });
  expect(await entries(store)).toHaveLength(1);
  const elsewhere = await kept(planOf(chain()), store);
  expect(elsewhere.steps).toBe(STEPS);
  // Its own checkpoint is further than the store was then; now the store is.
  const rest = await kept(planOf(chain()), store, { out });
  expect([rest.steps, rest.news]).toEqual([STEPS - 3, []]);
});

it('goes on in a moved folder beside a store that did not move', async () => {
  const runs = await temporaryFolder();
  const store = join(runs, '.stages');
  const { out } = await kept(planOf(chain()), store, { out: join(runs, 'a') });
  await rename(out, join(runs, 'b'));
  expect((await kept(planOf(chain()), store, { out: join(runs, 'b') })).steps).toBe(0);
  await mkdir(join(runs, 'notes'));
  await writeFile(join(runs, 'notes/plan.json'), 'mine');
  expect((await kept(planOf(chain({ seed: 1 })), store, { out: join(runs, 'c') })).steps).toBe(2 * STEPS);
});

it('refuses a folder whose data have changed, and trains elsewhere what those change', async () => {
  const store = await temporaryFolder();
  const file = join(store, 'rows');
  const linear = fixtures.constructors.find(({ name }) => name === 'Linear') as DatasetSignature;
  const rows: Plugin = {
    name: 'rows',
    version: '1',
    doc: '',
    constructors: [
      {
        ...linear,
        name: 'Rows',
        implementation: async () => ({
          default: { ...(await linear.implementation()).default, files: async () => [file] },
        }),
      },
    ],
  };
  // What is probed are rows of the file.
  const plan = chain({ probes: ['one'] });
  const [d] = plan.datasets;
  const measured = planOf({
    ...plan,
    datasets: [d!, { ...d!, id: 'r', name: 'r', call: { ...d!.call, call: 'rows/Rows' } }],
    batches: plan.batches.map((batch) => (batch.id === 'e' ? { ...batch, dataset: 'r' } : batch)),
  });
  let steps = 0;
  const counting = beforeRuns(({ name }) => {
    if (!/^features\/|\/evaluation\//.test(name)) steps++;
  });
  const go = (more = {}) => run(measured, { stages: store, plugins: [counting, rows], ...more });
  await writeFile(file, 'one');
  const { out } = await go();
  expect(steps).toBe(2 * STEPS);
  await writeFile(file, 'two');
  await expect(go({ out })).rejects.toMatchObject({
    message: expect.stringContaining('holds this run with another content of the files of r'),
    suggestion: expect.stringMatching(/With another --out.* taken from the store/),
  });
  const { trial } = await go();
  expect([trial.status, steps]).toEqual(['done', 2 * STEPS]);
});
