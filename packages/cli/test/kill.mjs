// Kills a small saddle run with SIGKILL at random moments, resumes it each time, and compares what it came to with the
// uninterrupted run, times aside: `node packages/cli/test/kill.mjs [kills] [seed]`, after `node scripts/setup.mjs`.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PluginRegistry } from '@infomin/compiler';
import { Random } from '@infomin/plugin';
import core from '@infomin/plugin-core';
import datasets from '@infomin/plugin-datasets';
import onnx from '@infomin/plugin-engine-onnx';
import probes from '@infomin/plugin-probes';
import vision from '@infomin/plugin-vision';
import { runPlan } from '@infomin/runtime';

const script = fileURLToPath(import.meta.url);
const here = dirname(script);

/** One process of the run: goes on where the folder says. Checkpoints come often, to be hit while they are written. */
async function run(plan, out) {
  const warnings = [];
  const log = { info: () => {}, debug: () => {}, warn: (message) => warnings.push(message) };
  await runPlan({
    plan: JSON.parse(readFileSync(plan, 'utf8')),
    registry: new PluginRegistry([core, datasets, onnx, probes, vision]),
    out,
    engine: 'onnx',
    log,
    checkpointInterval: 0.05,
  });
  for (const warning of warnings.filter((text) => text.includes('damaged'))) console.error(warning);
}

const child = (plan, out) => spawn(process.execPath, [script, '--run', plan, out], { stdio: 'inherit' });

/** How a process ended, killed after so many milliseconds if it still runs: 'killed' or 'done'. */
function ended(process, after) {
  return new Promise((resolve, reject) => {
    const timer = after === undefined ? undefined : setTimeout(() => process.kill('SIGKILL'), after);
    process.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (signal === 'SIGKILL') resolve('killed');
      else if (code === 0) resolve('done');
      else reject(new Error(`the run ended with exit code ${code}`));
    });
  });
}

/** `results.json` and the lines of `metrics.jsonl` without what a clock said. */
function outcome(folder) {
  const timeless = (key, value) => (key === 'seconds' || key === 'images_per_second' ? undefined : value);
  const results = JSON.stringify(JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'), timeless));
  const metrics = readFileSync(join(folder, 'metrics.jsonl'), 'utf8').trim().split('\n');
  return { results, metrics: metrics.map((line) => JSON.stringify(JSON.parse(line, timeless))).join('\n') };
}

async function main(kills, seed) {
  const folder = mkdtempSync(join(tmpdir(), 'infomin-kill-'));
  try {
    const plan = join(folder, 'plan.json');
    const bin = join(here, '../bin/infomin.js');
    const compiled = spawnSync(process.execPath, [bin, 'compile', join(here, 'kill.infomin'), '-o', plan]);
    if (compiled.status !== 0) throw new Error(String(compiled.stderr));
    const start = performance.now();
    await ended(child(plan, join(folder, 'whole')));
    const whole = performance.now() - start;
    const expected = outcome(join(folder, 'whole'));
    console.log(`uninterrupted: ${(whole / 1000).toFixed(1)} s`);
    const random = Random.of(seed, 'kill');
    let killed = 0;
    let runs = 0;
    let different = 0;
    while (killed < kills) {
      const out = join(folder, `run-${++runs}`);
      for (;;) {
        const after = killed < kills ? Math.round(random.uniform() * whole) : undefined;
        if ((await ended(child(plan, out), after)) === 'done') break;
        killed++;
        console.log(`kill ${killed} of ${kills}: run ${runs}, after ${after} ms`);
      }
      const actual = outcome(out);
      const same = {
        results: actual.results === expected.results,
        metrics: actual.metrics === expected.metrics,
      };
      if (!same.results || !same.metrics) different++;
      console.log(
        `run ${runs}: results ${same.results ? 'identical' : 'DIFFERENT'}, metrics ${same.metrics ? 'identical' : 'DIFFERENT'}`,
      );
    }
    console.log(`${killed} kills in ${runs} runs, ${different} with other results`);
    return different === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [first, ...rest] = process.argv.slice(2);
if (first === '--run') await run(...rest);
else process.exitCode = await main(Number(first ?? 20), Number(rest[0] ?? 0));
