import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { services, UserError } from '@infomin/plugin';
import { expect, it } from 'vitest';
import { call, planOf, regression, sgd } from '../../test/plans.js';
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
