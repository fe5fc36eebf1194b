import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plan } from '@infomin/plan';
import {
  type Engine,
  type HostTensors,
  type Plugin,
  type ProgramSpec,
  type RandomKey,
  services,
} from '@infomin/plugin';
import { ContainerModule, type ContainerModuleLoadOptions } from 'inversify';
import { onTestFinished } from 'vitest';
import { Checkpoints } from '../src/folder/checkpoint.js';
import type { StageRecord } from '../src/folder/stage-record.js';
import { FolderStore } from '../src/folder/store.js';
import { type RunOptions, runPlan } from '../src/index.js';
import { registryOf } from './plans.js';

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'infomin-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export function recorder() {
  const lines: string[] = [];
  const keep = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
  return { lines, info: keep('info'), warn: keep('warn'), debug: keep('debug') };
}

/** A plugin that only binds things of its own. */
export function pluginOf(load: (options: ContainerModuleLoadOptions) => void): Plugin {
  const module = new ContainerModule(load);
  return { name: 'test', version: '1', doc: '', constructors: [], module: async () => ({ default: module }) };
}

/** The engine, with some of it replaced. */
export function onEngine(replaced: (engine: Engine) => Partial<Engine>): Plugin {
  return pluginOf(({ onActivation }) => {
    onActivation(services.engine, (_context, engine) => ({ ...engine, ...replaced(engine) }));
  });
}

/** Does something just before each run of a program. */
export function beforeRuns(act: (spec: ProgramSpec, inputs: HostTensors, key: RandomKey) => void): Plugin {
  return onEngine((engine) => ({
    compile: async (spec) => {
      const program = await engine.compile(spec);
      return {
        dispose: () => program.dispose(),
        run: (state, inputs, key) => {
          act(spec, inputs, key);
          return program.run(state, inputs, key);
        },
      };
    },
  }));
}

/** Runs a plan on the cpu engine in a folder of its own. */
export async function run(plan: Plan, more: Partial<RunOptions> & { plugins?: Plugin[] } = {}) {
  const { plugins = [], ...options } = more;
  const out = options.out ?? (await temporaryFolder());
  const log = recorder();
  const results = await runPlan({
    plan,
    registry: registryOf(...plugins),
    engine: 'cpu',
    log,
    ...options,
    out,
  });
  const metrics = await readFile(join(out, 'metrics.jsonl'), 'utf8').catch(() => '');
  const lines = metrics
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, never>);
  return { results, trial: results.trials[0]!, out, log: log.lines, metrics: lines };
}

/** A model's flat weights, or buffers, in the last checkpoint of a trial. */
export function weightsOf(out: string, model: string, part = 'weights'): Promise<number[]> {
  return stateOf(out, `model ${model} [${part}]`);
}

/** The first of some tensors that the last checkpoint of a trial holds. */
export async function stateOf(out: string, ...names: string[]): Promise<number[]> {
  const { hash } = JSON.parse(await readFile(join(out, 'trials/trial-0/result.json'), 'utf8')) as {
    hash: string;
  };
  const checkpoints = new Checkpoints(new FolderStore(out), 'trials/trial-0', hash);
  const { tensors } = (await checkpoints.load(recorder()))!;
  const found = names.find((name) => tensors[name]);
  if (found === undefined) throw new Error(`none of ${names} among ${Object.keys(tensors)}`);
  return Array.from(tensors[found]!.data);
}

/** The progress within the last stage that a trial run with `checkpointInterval: 0` has saved. */
export async function lastRecord(out: string, trial = 'trial-0'): Promise<StageRecord> {
  const folder = join(out, 'trials', trial);
  const { hash } = JSON.parse(await readFile(join(folder, 'result.json'), 'utf8')) as { hash: string };
  for (const name of (await readdir(folder)).filter((name) => name.endsWith('.bin'))) {
    const alone = await temporaryFolder();
    await mkdir(join(alone, 'trial'));
    await copyFile(join(folder, name), join(alone, 'trial', name));
    const checkpoint = await new Checkpoints(new FolderStore(alone), 'trial', hash).load(recorder());
    if (checkpoint?.progress.record) return checkpoint.progress.record;
  }
  throw new Error('no checkpoint within a stage');
}
