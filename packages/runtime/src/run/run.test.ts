import { readFileSync } from 'node:fs';
import { appendFile, chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrialPlan } from '@infomin/plan';
import {
  engine as declareEngine,
  implementationId,
  type Plugin,
  Random,
  services,
  type TermImplementation,
  UserError,
} from '@infomin/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { apply, contrast, dense, nce, planOf, regression, sgd, term } from '../../test/plans.js';
import { opened } from '../../test/plugin.js';
import { beforeRuns, pluginOf, recorder, run, temporaryFolder, weightsOf } from '../../test/runs.js';
import { readTrainedModel } from './trained-model.js';

/** Does something just before the n-th run of any program that trains. */
function beforeRun(n: number, act: () => void): Plugin {
  let calls = 0;
  return beforeRuns(({ name }) => {
    if (!name.includes('/evaluation/') && ++calls === n) act();
  });
}

/** Without what a clock said. */
function timeless(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, part) =>
      key === 'seconds' || key === 'images_per_second' ? undefined : part,
    ),
  );
}

it('gives the same numbers for the same seed, and others for another', async () => {
  const first = await run(planOf(contrast({ steps: 10 })));
  const second = await run(planOf(contrast({ steps: 10 })));
  const other = await run(planOf(contrast({ steps: 10 }, { seed: 1 })));
  expect(timeless(second.results)).toEqual(timeless(first.results));
  expect(timeless(second.metrics)).toEqual(timeless(first.metrics));
  expect(await weightsOf(second.out, 'f')).toEqual(await weightsOf(first.out, 'f'));
  expect(other.trial.objectives.nce!.loss).not.toBe(first.trial.objectives.nce!.loss);
});

it('writes the files of a run and nothing half-written', async () => {
  const { out, results } = await run(planOf(regression({ steps: 4 })));
  const names = await readdir(out, { recursive: true });
  expect(names.filter((name) => name.endsWith('.part') || name.endsWith('.lock'))).toEqual([]);
  expect(names).toEqual(expect.arrayContaining(['plan.json', 'metrics.jsonl', 'results.json']));
  const written = JSON.parse(await readFile(join(out, 'results.json'), 'utf8')) as unknown;
  expect(written).toEqual(JSON.parse(JSON.stringify(results)));
  expect(results).toMatchObject({
    file: 'test.infomin',
    engine: 'cpu',
    trials: [
      { params: {}, seed: 0, status: 'done', objectives: { fit: { mi_nats: null, ceiling_nats: null } } },
    ],
    summary: [{ params: {}, probes: { mean: { std: null, n: 1 } } }],
  });
});

it('goes on after an interruption as if there had been none', async () => {
  const plan = planOf(contrast({ steps: 30 }));
  const whole = await run(plan);
  for (const stop of [1, 7, 29]) {
    const out = await temporaryFolder();
    const abort = new AbortController();
    const signal = abort.signal;
    const plugin = beforeRun(stop, () => abort.abort());
    const cut = await run(plan, { out, signal, plugins: [plugin] });
    expect(cut.trial).toMatchObject({ status: 'interrupted', objectives: { nce: { steps: stop } } });
    const rest = await run(plan, { out });
    expect(timeless(rest.results)).toEqual(timeless(whole.results));
    expect(timeless(rest.metrics)).toEqual(timeless(whole.metrics));
    expect(await weightsOf(out, 'f')).toEqual(await weightsOf(whole.out, 'f'));
  }
});

/** One whose encoder gives the same for all rows, and stays so, then another that trains. */
function twoStages(): TrialPlan {
  const [plain, still] = [
    regression({ steps: 6 }),
    contrast({ steps: 6, optimizer: { k: sgd(0) }, max: ['k'] }),
  ];
  const nodes = still.nodes.filter(({ op }) => op !== 'apply' && op !== 'column' && op !== 'term');
  return {
    ...plain,
    models: [...plain.models, dense('k', 4, 3, { zero: true })],
    nodes: [
      ...plain.nodes.slice(0, 1),
      ...nodes,
      apply('k(v1)', 'k', 'v1', 4),
      apply('k(v2)', 'k', 'v2', 4),
      term('nce', nce, ['k(v1)', 'k(v2)'], true),
      ...plain.nodes.slice(1),
    ],
    stages: [...still.stages, ...plain.stages],
  };
}

it.each([3, 9])(
  'goes on in either of two stages, the first of which collapsed, from step %i',
  async (steps) => {
    const plan = planOf(twoStages());
    const whole = await run(plan);
    expect(whole.trial.status).toBe('collapsed');
    const out = await temporaryFolder();
    const controller = new AbortController();
    const cut = beforeRun(steps, () => controller.abort());
    const part = await run(plan, { out, plugins: [cut], signal: controller.signal });
    expect(part.trial.status).toBe('interrupted');
    const rest = await run(plan, { out });
    expect(timeless(rest.results)).toEqual(timeless(whole.results));
    expect(await weightsOf(out, 'f')).toEqual(await weightsOf(whole.out, 'f'));
  },
);

it('goes on after a crash, from a checkpoint older than the last line of the log', async () => {
  const plan = planOf(contrast({ steps: 30 }));
  const whole = await run(plan);
  const out = await temporaryFolder();
  const crash = beforeRun(17, () => {
    throw new Error('power cut');
  });
  let saved = 0;
  const forgetful = pluginOf(({ onActivation }) => {
    onActivation(services.artifacts, (_context, store) => ({
      folder: store.folder,
      read: (path) => store.read(path),
      append: (path, line) => store.append(path, line),
      sync: (path) => store.sync(path),
      write: async (path, data) => {
        if (!path.endsWith('.bin') || ++saved <= 5) await store.write(path, data);
      },
    }));
  });
  const cut = await run(plan, { out, checkpointInterval: 0, plugins: [crash, forgetful] });
  expect(cut.trial).toMatchObject({ status: 'failed', error: { message: 'power cut', internal: true } });
  expect(cut.metrics).toHaveLength(16);
  await appendFile(join(out, 'metrics.jsonl'), '{"trial":"trial-0","sta');
  const rest = await run(plan, { out });
  expect(rest.log).toContain('info: trial trial-0: goes on from stage 1, step 5');
  expect(timeless(rest.results)).toEqual(timeless(whole.results));
  expect(timeless(rest.metrics)).toEqual(timeless(whole.metrics));
});

it('passes over a damaged checkpoint, with the same result in the end', async () => {
  const plan = planOf(contrast({ steps: 12 }));
  const whole = await run(plan);
  const out = await temporaryFolder();
  const abort = new AbortController();
  const options = { out, signal: abort.signal, checkpointInterval: 0 };
  let events = 0;
  await run(plan, { ...options, progress: () => ++events && abort.abort() });
  const folder = join(out, 'trials/trial-0');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.bin'));
  expect(files.length).toBeGreaterThan(0);
  const path = join(folder, files[0]!);
  const bytes = await readFile(path);
  bytes[bytes.length - 3]! ^= 1;
  await writeFile(path, bytes);
  const rest = await run(plan, { out });
  expect(rest.log.some((line) => line.startsWith('warn: checkpoint') && line.includes('damaged'))).toBe(true);
  expect(timeless(rest.results)).toEqual(timeless(whole.results));
});

it('says that a checkpoint is of another version, and starts anew', async () => {
  const plan = planOf(contrast({ steps: 12 }));
  const out = await temporaryFolder();
  const abort = new AbortController();
  await run(plan, { out, signal: abort.signal, progress: () => abort.abort() });
  const folder = join(out, 'trials/trial-0');
  for (const name of (await readdir(folder)).filter((file) => file.endsWith('.bin'))) {
    const bytes = await readFile(join(folder, name));
    bytes.write('infomin checkpoint 2\n', 'latin1');
    await writeFile(join(folder, name), bytes);
  }
  const rest = await run(plan, { out });
  expect(rest.log.find((line) => line.startsWith('warn: checkpoint'))).toMatch(
    /checkpoint-[ab]\.bin is of another version of infomin and can't be used/,
  );
  expect(rest.trial.status).toBe('done');
});

it('exports no run of another version', async () => {
  const { out } = await run(planOf(regression({ steps: 3 })));
  const path = join(out, 'plan.json');
  await writeFile(path, (await readFile(path, 'utf8')).replace(/"format": \d+/, '"format": 1'));
  await expect(readTrainedModel({ folder: out, model: 'f', log: recorder() })).rejects.toThrow(
    /holds a run of another version of infomin, in format 1/,
  );
});

it('tells why there is nothing to export of a trial that has ended', async () => {
  const ask = (folder: string) => readTrainedModel({ folder, model: 'f', log: recorder() });
  const { out } = await run(planOf(regression({ steps: 3 })));
  for (const name of ['a', 'b'])
    await rm(join(out, `trials/trial-0/checkpoint-${name}.bin`), { force: true });
  await expect(ask(out)).rejects.toMatchObject({
    message: expect.stringMatching(/^trial trial-0 has no whole checkpoint in /),
    suggestion: expect.stringMatching(/^It is done, and a run with this folder trains it no more/),
  });
  const failed = await run(planOf(regression({ batch: { b: 65 } })));
  await expect(ask(failed.out)).rejects.toMatchObject({
    suggestion: `It failed: ${failed.trial.error!.message}. Mend that, and run the file with this folder as --out.`,
  });
});

it('does not run a finished trial again, and runs a failed one', async () => {
  const plan = planOf(regression({ steps: 3 }));
  const first = await run(plan);
  opened();
  const second = await run(plan, { out: first.out });
  expect(opened()).toEqual([]);
  expect(second.results).toEqual(first.results);
  expect(second.log).toContain('info: trial trial-0: done in an earlier run, not run again');
  const failing = planOf(regression({ batch: { b: 65 } }));
  const out = await temporaryFolder();
  await run(failing, { out });
  opened();
  await run(failing, { out });
  expect(opened()).toEqual(['Linear']);
});

it('keeps what a trial had measured before it failed, and leaves it out of means', async () => {
  const one = regression({ steps: 3 });
  const [mean] = one.probes;
  const nan = { ...mean!, name: 'nan', call: { ...mean!.call, args: { nan: true } } };
  const { trial, results } = await run(planOf({ ...one, probes: [mean!, nan] }));
  expect(trial).toMatchObject({ status: 'failed', probes: { mean: { metric: 'mean', chance: 0 } } });
  expect(Object.keys(trial.probes)).toEqual(['mean']);
  expect(trial.seconds.probe).toBeGreaterThan(0);
  expect(results.summary).toMatchObject([{ probes: {}, left_out: [{ seed: 0, status: 'failed' }] }]);
});

it('shows no results of probes that have changed, not even where a run ends before it has the new ones', async () => {
  const one = regression({ steps: 3 });
  const plan = planOf(one);
  const { out, trial } = await run(plan);
  expect(trial.probes).toHaveProperty('mean');
  const other = { ...one, hash: 'other', probes: [{ ...one.probes[0]!, name: 'other' }] };
  const changed = { ...plan, trials: [other] };
  const shown: unknown[] = [];
  await run(changed, {
    out,
    onTrial: ({ result }) => {
      if (!result) shown.push(JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')).trials);
    },
  });
  expect(shown).toEqual([[]]);
});

it('leaves the folder of another file alone, unless told to overwrite it', async () => {
  const { out } = await run(planOf(regression({ steps: 2 })));
  const before = await readFile(join(out, 'results.json'), 'utf8');
  const other = { ...planOf(regression({ steps: 3 })), file: 'other.infomin' };
  await expect(run(other, { out })).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringContaining(out),
    suggestion: expect.stringContaining('--overwrite'),
  });
  expect(await readFile(join(out, 'results.json'), 'utf8')).toBe(before);
  await writeFile(join(out, 'notes.txt'), 'mine');
  const { trial } = await run(other, { out, overwrite: true });
  expect(trial.objectives.fit).toMatchObject({ steps: 3 });
  expect(await readFile(join(out, 'notes.txt'), 'utf8')).toBe('mine');
});

it('says which folder it cannot write', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'file');
  await writeFile(file, '');
  await expect(run(planOf(regression()), { out: file })).rejects.toMatchObject({ name: 'UserError' });
  if (process.getuid?.() === 0) return;
  const closed = join(folder, 'closed');
  await mkdir(closed);
  await chmod(closed, 0o500);
  await expect(run(planOf(regression()), { out: closed })).rejects.toMatchObject({ name: 'UserError' });
});

it('names the engines there are when asked for another', async () => {
  await expect(run(planOf(regression()), { engine: 'abacus' })).rejects.toMatchObject({
    usage: true,
    message: 'there is no engine "abacus"',
    suggestion: expect.stringContaining('cpu'),
  });
});

it('refuses what the engine does not take before it takes the folder, and names the engine that does', async () => {
  const out = await temporaryFolder();
  const other = declareEngine({
    name: 'other',
    doc: 'On a device of two.',
    parameters: z.object({ device: z.enum(['cpu', 'gpu']).default('cpu') }),
    rank: 30,
    availability: async () => ({ available: true, detail: '' }),
    implementation: async () => {
      throw new Error('not started');
    },
  });
  const plugins: Plugin[] = [{ name: 'engines', version: '1', doc: '', constructors: [other] }];
  const refusal = (name: string, device: string) =>
    run(planOf(regression()), { out, plugins, engine: name, engineArgs: { device } });
  await expect(refusal('cpu', 'gpu')).rejects.toMatchObject({
    usage: true,
    message: 'engine cpu takes no --device',
    suggestion: '--engine other takes that.',
  });
  await expect(refusal('other', 'cuda')).rejects.toMatchObject({
    message: 'engine other has no device cuda',
    suggestion: 'It has cpu, gpu.',
  });
  await expect(refusal('auto', 'cpu!')).rejects.toMatchObject({
    usage: true,
    message: 'no engine that can run here takes --device cpu!',
  });
  const flag = { out, plugins, engine: 'auto', engineArgs: { deterministic: true, tune: false } };
  await expect(run(planOf(regression()), flag)).rejects.toMatchObject({
    message: 'no engine that can run here takes --deterministic',
  });
  expect(await readdir(out)).toEqual([]);
});

it('fails as a whole, and leaves no lock, where the engine cannot start', async () => {
  const out = await temporaryFolder();
  const broken = pluginOf(({ rebind }) => {
    rebind(services.engine).toDynamicValue(() => {
      throw new UserError('no device');
    });
  });
  await expect(run(planOf(regression()), { out, plugins: [broken] })).rejects.toThrow('no device');
  expect(await readdir(out)).not.toContain('run.lock');
});

it('computes with what a plugin binds in place of another implementation', async () => {
  const constant: TermImplementation = {
    estimate: ([prediction]) => {
      const zero = tf.mul(tf.sum(prediction!), 0);
      const five = tf.add(zero, 5);
      return { value: five, loss: five };
    },
  };
  const plugin = pluginOf(({ rebind }) => {
    rebind(implementationId<'term'>('@infomin/plugin-core/MSE')).toConstantValue(constant);
    rebind(services.logger).toConstantValue({ info() {}, warn() {}, debug() {} });
  });
  const { trial } = await run(planOf(regression({ steps: 2 })), { plugins: [plugin] });
  expect(trial.status, JSON.stringify(trial.error)).toBe('done');
  expect(trial.objectives.fit!.loss).toBe(5);
});

it('lets a plugin bring its own random streams', async () => {
  const plugin = pluginOf(({ bind }) => {
    bind(services.random).toConstantValue({ seed: 99, stream: (name) => Random.of(99, name) });
  });
  const mine = await run(planOf(contrast({ steps: 3 })), { plugins: [plugin] });
  const theirs = await run(planOf(contrast({ steps: 3 })));
  expect(mine.trial.objectives.nce!.loss).not.toBe(theirs.trial.objectives.nce!.loss);
});

it('tells how far a stage is', async () => {
  const events: { step: number; steps: number; trial: string; epoch: number }[] = [];
  await run(planOf(regression({ steps: 9 })), { progress: (event) => events.push(event) });
  expect(events.at(-1)).toMatchObject({ trial: 'trial-0', stage: 'fit', step: 9, steps: 9, epoch: 3 });
});
