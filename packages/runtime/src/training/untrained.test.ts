import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProbePlan, TrialPlan, Value } from '@infomin/plan';
import { services, UserError } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { apply, call, dense, jitter, place, planOf, regression, sgd, trial } from '../../test/plans.js';
import { pluginOf, run } from '../../test/runs.js';

const measured = (log: readonly string[]) => log.filter((line) => line.includes('untrained'));

it('is what the probe gives where training moves nothing', async () => {
  const trained = (await run(planOf(regression()))).trial.probes.mean!;
  const still = (await run(planOf(regression({ optimizer: { f: sgd(0) } })))).trial.probes.mean!;
  expect(trained.untrained).toBe(still.value);
  expect(trained.untrained).not.toBe(trained.value);
});

it('is measured once for trials that differ in their training, again for another seed or another model', async () => {
  const base = regression();
  const wider = { ...base.probes[0]!, call: { ...base.probes[0]!.call, args: { other: 1 } } };
  const trials = [
    regression({}, { id: 'a' }),
    regression({ steps: 5 }, { id: 'b' }),
    regression({}, { id: 'c', seed: 1 }),
    regression({}, { id: 'd', probes: [wider] }),
  ];
  const { results, log, out } = await run(planOf(...trials));
  expect(measured(log)).toHaveLength(3);
  expect(await readdir(join(out, 'baselines'))).toHaveLength(3);
  const [a, b, c] = results.trials.map(({ probes }) => probes.mean!.untrained);
  expect(b).toBe(a);
  expect(c).not.toBe(a);
  expect(results.summary[0]!.probes.mean!.untrained).toMatchObject({ n: 4 });
});

/** Features of a view of the test images. */
function viewed(draw: string, random: boolean, std = 0.1): TrialPlan {
  const plan = regression();
  const view = { ...jitter('e.v', 'e.x', std, 'e'), draw, random };
  const nodes = plan.nodes.filter(({ id }) => id !== 'f(e.x)');
  return { ...plan, nodes: [...nodes, view, apply('f(e.x)', 'f', 'e.v', 2, 'e')] };
}

/** Features of a model that starts as the one that is trained. */
function following(more: Record<string, Value> = {}): TrialPlan {
  const plan = regression();
  const f = dense('f', 2, 3, more);
  const copied = Object.entries(f.state).map(([name, { shape }]) => [
    name,
    { shape, init: { kind: 'copy', model: 'f', of: name }, trainable: false },
  ]);
  const args = { of: { ...f.call, model: 'f' }, momentum: { from: 0.5, to: 0.5 } };
  const k = {
    ...f,
    id: 'k',
    call: call('@infomin/plugin-core/Ema', args),
    state: Object.fromEntries(copied),
  };
  const nodes = plan.nodes.filter(({ id }) => id !== 'f(e.x)');
  return { ...plan, models: [f, k], nodes: [...nodes, apply('f(e.x)', 'k', 'e.x', 2, 'e')] };
}

const base = regression();
const [probe] = base.probes as [ProbePlan];
const [data] = base.datasets;
const elsewhere = { ...place, line: 7 };
it.each<[string, TrialPlan, TrialPlan, number]>([
  ['other data', base, { ...base, datasets: trial({}, { rows: 65 }).datasets }, 2],
  ['other weights at the start', base, { ...base, models: [dense('f', 2, 3, { zero: true })] }, 2],
  ['other weights of what it starts as', following(), following({ zero: true }), 2],
  ['views that draw', base, { ...base, probes: [{ ...probe, draw: true }] }, 2],
  [
    'another metric',
    base,
    { ...base, probes: [{ ...probe, metric: { metric: 'mean', better: 'higher' } }] },
    2,
  ],
  ['another name', base, { ...base, probes: [{ ...probe, name: 'other' }] }, 2],
  ['a view', base, viewed('v', true), 2],
  ['a view with other arguments', viewed('v', true), viewed('v', true, 0.2), 2],
  ['a view that draws otherwise', viewed('v', true), viewed('w', true), 2],
  ['a view that would draw otherwise if it drew', viewed('v', false), viewed('w', false), 1],
  [
    'other places',
    base,
    {
      ...base,
      datasets: [{ ...data!, name: 'other', place: elsewhere }],
      models: base.models.map((model) => ({ ...model, place: elsewhere })),
      nodes: base.nodes.map((node) => ({ ...node, place: elsewhere })),
      probes: [{ ...probe, place: elsewhere }],
    },
    1,
  ],
])('is measured again for %s, or not', async (_what, one, other, times) => {
  const { results, log } = await run(planOf({ ...one, id: 'a' }, { ...other, id: 'b' }));
  expect(results.trials.map(({ status }) => status)).toEqual(['done', 'done']);
  expect(measured(log)).toHaveLength(times);
});

it('keeps that its probe does not trust it, for all trials that share it', async () => {
  const base = regression();
  const probes = base.probes.map((p) => ({ ...p, call: call('fixtures/MeanProbe', { doubt: 'few rows' }) }));
  const trials = [regression({}, { id: 'a', probes }), regression({ steps: 5 }, { id: 'b', probes })];
  const { results } = await run(planOf(...trials));
  const doubts = results.trials.map((one) => one.probes.mean!.untrained_unreliable);
  expect(doubts).toEqual([['few rows'], ['few rows']]);
  expect(results.summary[0]!.probes.mean!.untrained!.unreliable).toBe(2);
});

it('is none where nothing under the probe is trained', async () => {
  const { trial, log } = await run(planOf(regression({}, { stages: [] })));
  expect(trial.probes.mean).toBeDefined();
  expect(trial.probes.mean).not.toHaveProperty('untrained');
  expect(measured(log)).toEqual([]);
});

it('is measured when the same command is given again where the disk refused to keep it', async () => {
  const plan = planOf(regression());
  const whole = (await run(plan)).trial;
  const full = pluginOf(({ onActivation }) => {
    onActivation(services.artifacts, (_context, artifacts) => ({
      folder: artifacts.folder,
      read: (path) => artifacts.read(path),
      append: (path, line) => artifacts.append(path, line),
      sync: (path) => artifacts.sync(path),
      write: (path, data) =>
        path.startsWith('baselines/')
          ? Promise.reject(new UserError('the disk is full'))
          : artifacts.write(path, data),
    }));
  });
  const { trial, out } = await run(plan, { plugins: [full] });
  expect(trial).toMatchObject({ status: 'failed', error: { message: 'the disk is full', internal: false } });
  const again = (await run(plan, { out })).trial;
  expect(again.status).toBe('done');
  expect(again.probes).toEqual(whole.probes);
});
