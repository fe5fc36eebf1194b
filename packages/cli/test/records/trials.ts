import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan, TrialPlan } from '@infomin/plan';
import type { Logger } from '@infomin/plugin';
import type { MetricLine, TrialOutcome } from '@infomin/runtime';
import { expect } from 'vitest';
import { command } from '../command.js';

/** Two short trials with a probe and pictures. */
export const program = `use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
use "@infomin/plugin-probes"
param width = 2
dataset d = Textures(size: 8, images: 60, testImages: 20)
batch b ~ d.train
view v = b.image |> Noise(0.1)
encoder f = Linear(dim: width)
objective nce = max f: I_NCE(f(b.image); f(v), temperature: 0.2)
train nce { steps: 6 batch: 8 optimizer: Adam(lr: 1e-2) }
batch e ~ d
probe texture = LinearProbe(f(e.image), e.label)
sweep width in [2, 3]`;

/** A trial that is told of without being run. */
export const trial = {
  id: 'seed-0',
  training: 'x',
  hash: 'x',
  seed: 0,
  params: {},
  datasets: [],
  models: [],
  nodes: [],
  stages: [{ id: 'nce' }],
  probes: [],
} as unknown as TrialPlan;

export const plan = { file: 'told.infomin', sweeps: [], trials: [trial] } as unknown as Plan;

export const line = (step: number, loss = step) =>
  ({ trial: 'seed-0', stage: 'nce', step, epoch: step / 10, loss, mi: null, ceiling: null }) as MetricLine;

export const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => line(from + i));

export const done = {
  id: 'seed-0',
  status: 'done',
  params: {},
  seed: 0,
  objectives: {},
  probes: { digit: { value: 0.25, metric: 'error_rate' } },
  seconds: { train: 1, probe: 1 },
} as unknown as TrialOutcome;

/** A logger that keeps its warnings. */
export function warnings(): { readonly told: string[]; readonly log: Logger } {
  const told: string[] = [];
  return { told, log: { info() {}, debug() {}, warn: (text) => void told.push(text) } };
}

/** Runs {@link program} with `--log`, or goes on with it, and gives what its folder says. */
export async function logged(log: string, folder: string, env: Readonly<Record<string, string>>) {
  const file = join(folder, 'tiny.infomin');
  writeFileSync(file, program);
  const run = join(folder, 'run');
  const { code, stderr } = await command(
    ['run', file, '--engine', 'cpu', '--quiet', '--out', run, '--log', log],
    { env },
  );
  expect(code, stderr).toBe(0);
  const read = (name: string) => readFileSync(join(run, name), 'utf8').trim();
  const { trials } = JSON.parse(read('results.json')) as { trials: TrialOutcome[] };
  const all = read('metrics.jsonl').split('\n');
  return { stderr, trials, lines: all.map((text) => JSON.parse(text) as MetricLine) };
}
