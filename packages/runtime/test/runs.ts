import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plan } from '@infomin/compiler';
import type { Plugin } from '@infomin/plugin';
import { onTestFinished } from 'vitest';
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
