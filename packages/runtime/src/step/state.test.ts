import type { TrialPlan } from '@infomin/plan';
import { type HostTensor, type Plugin, vector } from '@infomin/plugin';
import { expect, it } from 'vitest';
import {
  adam,
  apply,
  call,
  column,
  contrast,
  dense,
  jitter,
  nce,
  planOf,
  registryOf,
  sgd,
  stage,
  term,
  trial,
} from '../../test/plans.js';
import { beforeRuns, recorder, run, stateOf, temporaryFolder } from '../../test/runs.js';
import { stateful } from '../../test/stateful.js';
import { resolvedTrial, stepsOf } from '../run/steps.js';
import { readTrainedModel } from '../run/trained-model.js';

const plugins = [stateful];
const queue = call('stateful/Queue', { size: 40 });
const drift = (id: string, input: string, step = 0) => ({
  ...jitter(id, input),
  call: call('stateful/Drift', { step }),
  random: false,
});

/** `min f: Remember(f(b.x); b.y, memory: Queue(40))`, 16 rows a step. */
const remembering = (steps: number, more: Partial<TrialPlan> = {}) =>
  trial({
    models: [dense('f', 2)],
    nodes: [
      column('b.x', 'x', vector(3)),
      column('b.y', 'y', vector(2)),
      apply('f(b.x)', 'f', 'b.x', 2),
      term('remember', call('stateful/Remember', { memory: queue }), ['f(b.x)', 'b.y'], false),
    ],
    stages: [stage({ value: 'remember', min: ['f'], steps, optimizer: { f: sgd(0.05) } })],
    ...more,
  });

it('tells an engine which of the state are weights: not the rows of a memory', async () => {
  const [step] = stepsOf(await resolvedTrial(remembering(1), registryOf(stateful)));
  expect(Object.keys(step!.state)).toContain('term remember [buffers]');
  expect(step!.weights).toContain('model f [weights]');
  expect(step!.weights!.filter((name) => !name.startsWith('model f '))).toEqual([]);
});

/** Aborts the run just before the n-th run of a program that trains; keeps the batches of column `b.y`. */
function watching(seen: HostTensor[], abort?: { controller: AbortController; before: number }): Plugin {
  return beforeRuns((spec, inputs) => {
    if (spec.name.endsWith('/min/b')) seen.push(inputs['b.y']!);
    if (seen.length === abort?.before) abort.controller.abort();
  });
}

it("keeps the rows that a term's memory saw, the latest first, through a kill", async () => {
  const seen: HostTensor[] = [];
  const whole = await run(planOf(remembering(7)), { plugins: [...plugins, watching(seen)] });
  expect(whole.trial.status, whole.trial.error?.message).toBe('done');
  const rows = await stateOf(whole.out, 'term remember memory.rows', 'term remember [buffers]');
  const latest = seen.toReversed().flatMap(({ data }) => Array.from(data));
  expect(rows).toEqual(latest.slice(0, 40 * 2));

  const out = await temporaryFolder();
  const controller = new AbortController();
  const cut = watching([], { controller, before: 4 });
  await run(planOf(remembering(7)), { out, plugins: [...plugins, cut], signal: controller.signal });
  const rest = await run(planOf(remembering(7)), { out, plugins });
  expect(rest.trial.objectives).toEqual(whole.trial.objectives);
  expect(await stateOf(out, 'term remember [buffers]')).toEqual(rows);
});

it('moves the state of views once for each training step, of either side, and never in evaluation', async () => {
  const game = contrast(
    {},
    {
      models: [dense('f', 4), dense('g', 3)],
      nodes: [
        column('b.x', 'x', vector(3)),
        drift('d1', 'b.x'),
        drift('d2', 'b.x'),
        apply('g(d1)', 'g', 'd1', 3),
        apply('f(g(d1))', 'f', 'g(d1)', 4),
        apply('f(d2)', 'f', 'd2', 4),
        term('game', nce, ['f(g(d1))', 'f(d2)'], true),
      ],
      stages: [
        stage({
          id: 'game',
          objective: 'game',
          value: 'game',
          max: ['f'],
          min: ['g'],
          ratio: { max: 2, min: 1 },
          steps: 9,
          optimizer: { f: adam(0.05), g: adam(0.01) },
        }),
      ],
    },
  );
  const { out, trial: result } = await run(planOf(game), { plugins });
  // Its fresh critic and the estimates on held-out rows used the views, too.
  expect(result.objectives.game).toMatchObject({ mi_nats_fresh_critic: expect.any(Number) });
  expect(await stateOf(out, 'view d1 steps')).toEqual([9]);
  expect(await stateOf(out, 'view d2 steps')).toEqual([9]);
});

/** `max f: I_NCE(f(v1); k(v2))`, where k follows f. */
const following = (steps: number, from: number, to = from) => {
  const f = dense('f', 4);
  const leader = { ...f.call, model: 'f' };
  const copied = Object.entries(f.state).map(([name, { shape }]) => [
    name,
    { shape, dtype: 'float32', init: { kind: 'copy', model: 'f', of: name }, trainable: false },
  ]);
  const k = {
    ...f,
    id: 'k',
    name: 'k',
    call: call('stateful/Follow', { model: leader, momentum: { from, to } }),
    state: Object.fromEntries(copied),
  };
  return contrast(
    { steps },
    {
      models: [f, k],
      nodes: [
        column('b.x', 'x', vector(3)),
        jitter('v1', 'b.x'),
        jitter('v2', 'b.x'),
        apply('f(v1)', 'f', 'v1', 4),
        apply('k(v2)', 'k', 'v2', 4),
        term('nce', nce, ['f(v1)', 'k(v2)'], true),
      ],
    },
  );
};

async function weights(plan: TrialPlan) {
  const { out, trial: result } = await run(planOf(plan), { plugins });
  expect(result.status, result.error?.message).toBe('done');
  const read = async (name: string) => {
    const { weights } = await readTrainedModel({ folder: out, model: name, log: recorder() });
    return ['w', 'b'].flatMap((part) => Array.from(weights[part]!.data));
  };
  return { f: await read('f'), k: await read('k') };
}

/** Expects the mean of two vectors. */
function expectBetween(actual: readonly number[], a: readonly number[], b: readonly number[]): void {
  for (const [i, value] of actual.entries()) expect(value).toBeCloseTo((a[i]! + b[i]!) / 2, 6);
}

it('lets a model follow another: it starts as the other and moves after each of its updates', async () => {
  const still = await weights(following(2, 1));
  const swift = await weights(following(2, 0));
  expect(swift.k).toEqual(swift.f);
  expect(still.k).not.toEqual(still.f);
  const [one, two] = [await weights(following(1, 0.5)), await weights(following(2, 0.5))];
  const start = still.k;
  expectBetween(one.k, start, one.f);
  expectBetween(two.k, one.k, two.f);
});

it('tells a model that follows how far the stage is', async () => {
  const first = await weights(following(1, 1, 0));
  const second = await weights(following(2, 1, 0));
  // The first of two steps keeps all, the second half.
  expectBetween(second.k, first.k, second.f);
});

it('exports a model that follows', async () => {
  const { out } = await run(planOf(following(2, 0.5)), { plugins });
  const log = recorder();
  const trained = await readTrainedModel({ folder: out, model: 'k', log });
  expect(log.lines).toEqual([]);
  const program = await trained.program(3, registryOf(stateful));
  expect(Object.keys(program.state).sort()).toEqual(Object.keys(trained.weights).sort());
});
