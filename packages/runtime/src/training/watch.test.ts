import type { StagePlan } from '@infomin/plan';
import { expect, it } from 'vitest';
import { call, planOf, regression } from '../../test/plans.js';
import { lastRecord, run, weightsOf } from '../../test/runs.js';
import type { ProgressEvent } from '../base/progress.js';

const watched = (more: Partial<StagePlan>) => planOf(regression({ steps: 24, ...more }));

it('measures every so often and at the end, and changes no number of the training', async () => {
  const events: ProgressEvent[] = [];
  const plain = await run(watched({}));
  const seen = await run(watched({ watch: ['mean'], every: { count: 10, unit: 'step' } }), {
    progress: (event) => void events.push(event),
  });
  expect(seen.trial.status, JSON.stringify(seen.trial.error)).toBe('done');
  expect(await weightsOf(seen.out, 'f')).toEqual(await weightsOf(plain.out, 'f'));
  const { watched: curve, ...fit } = seen.trial.objectives.fit!;
  expect({ fit }).toEqual(plain.trial.objectives);
  expect(seen.trial.probes).toEqual(plain.trial.probes);
  const withoutSpeed = ({ images_per_second: _, probes: __, ...line }: Record<string, unknown>) => line;
  expect(seen.metrics.map(withoutSpeed)).toEqual(plain.metrics.map(withoutSpeed));
  const told = seen.metrics.flatMap(({ step, probes }) => (probes ? [{ step, values: probes }] : []));
  expect(told.map(({ step }) => step)).toEqual([10, 20, 24]);
  expect(told.at(-1)!.values).toEqual({ mean: seen.trial.probes.mean!.value });
  expect(curve).toEqual(told);
  expect(events.at(-1)!.watched).toEqual({ mean: seen.trial.probes.mean!.value });
});

it('keeps which values their probes do not trust', async () => {
  const plan = regression({ steps: 4, watch: ['mean'], every: { count: 4, unit: 'step' } });
  const doubted = call('fixtures/MeanProbe', { doubt: 'few rows' });
  const { trial } = await run(planOf({ ...plan, probes: plan.probes.map((p) => ({ ...p, call: doubted })) }));
  expect(trial.objectives.fit!.watched).toMatchObject([{ step: 4, unreliable: ['mean'] }]);
});

it('counts in epochs, an epoch where nothing is said', async () => {
  const steps = async (more: Partial<StagePlan>) => {
    const { metrics } = await run(watched({ steps: 12, watch: ['mean'], ...more }));
    return metrics.flatMap(({ step, probes }) => (probes ? [step] : []));
  };
  expect(await steps({})).toEqual([4, 8, 12]);
  expect(await steps({ every: { count: 1.5, unit: 'epoch' } })).toEqual([6, 12]);
});

const plateau = (patience: number) => call('@infomin/plugin-core/Plateau', { patience, by: 1e9 });

it('ends early where the rule says so, with the models as they are then', async () => {
  const every = { count: 2, unit: 'step' } as const;
  const stopped = await run(watched({ watch: ['mean'], every, stop: plateau(3) }), {
    checkpointInterval: 0,
  });
  const short = await run(watched({ steps: 8 }));
  expect(stopped.trial.objectives.fit).toMatchObject({ steps: 8, steps_planned: 24, stopped: true });
  expect(await weightsOf(stopped.out, 'f')).toEqual(await weightsOf(short.out, 'f'));
  expect((await lastRecord(stopped.out)).watched.map(({ step }) => step)).toEqual([2, 4, 6, 8]);
});

it('goes on from a kill with what it had seen, and stops at the same step', async () => {
  const plan = watched({ watch: ['mean'], every: { count: 2, unit: 'step' }, stop: plateau(3) });
  const whole = await run(plan);
  const abort = new AbortController();
  const cut = await run(plan, {
    signal: abort.signal,
    progress: ({ step }) => {
      if (step === 5 || step === 6) abort.abort();
    },
  });
  expect(cut.trial.status).toBe('interrupted');
  const on = await run(plan, { out: cut.out });
  expect(on.trial.objectives).toEqual(whole.trial.objectives);
  expect(await weightsOf(on.out, 'f')).toEqual(await weightsOf(whole.out, 'f'));
});

it('has the learning rate of each model by its own schedule', async () => {
  const cosine = call('@infomin/plugin-core/Cosine', { warmup: 0 });
  const rates = async (schedule: StagePlan['schedule']) => {
    const { metrics } = await run(watched({ steps: 4, schedule }));
    return metrics.map(({ lr }) => (lr as unknown as Record<string, number>).f);
  };
  expect(await rates({ f: cosine })).toEqual(await rates(cosine));
  expect(await rates({})).toEqual([0.2, 0.2, 0.2, 0.2]);
});
