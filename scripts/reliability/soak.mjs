// Whether long runs and many runs keep memory and open files: `node scripts/reliability/soak.mjs [steps] [runs] [engine]`,
// 10,000 and 500 without. Exits with 1 where the last tenth holds clearly more than the second.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder, infomin, node, source } from './bench.mjs';
import { run as runHere } from './runner.mjs';

const [steps = 10_000, runs = 500, engine = 'onnx'] = process.argv
  .slice(2)
  .map((text) => (Number.isNaN(Number(text)) ? text : Number(text)));

/** Resident and heap memory in MB, files and threads that are open, handles of Node. */
function held() {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const threads = Number(/^Threads:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  return {
    rss: rss / 2 ** 20,
    heap: heapUsed / 2 ** 20,
    files: readdirSync('/proc/self/fd').length,
    threads,
    handles: process.getActiveResourcesInfo().length,
  };
}

/** Prints ten of all samples; whether the last tenth is as the second, within 5 % and 16 MB, or 2 files. */
function isFlat(name, samples) {
  console.log(`${name}: MB resident, MB heap, files, threads, handles`);
  const tenth = Math.max(1, Math.floor(samples.length / 10));
  for (let i = tenth - 1; i < samples.length; i += tenth)
    console.log(Object.values(samples[i]).map(Math.round).join('  '));
  const largest = (part, key) => Math.max(...part.map((sample) => sample[key]));
  const slack = { rss: 16, heap: 4, files: 2, threads: 2, handles: 4 };
  return Object.keys(slack).every((key) => {
    const [before, after] = [
      largest(samples.slice(tenth, 2 * tenth), key),
      largest(samples.slice(-tenth), key),
    ];
    const flat = after <= before * 1.05 + slack[key];
    if (!flat) console.log(`${key} grew from ${Math.round(before)} to ${Math.round(after)}`);
    return flat;
  });
}

async function compiled(folder, name, text) {
  writeFileSync(join(folder, `${name}.infomin`), text);
  await node([infomin, 'compile', join(folder, `${name}.infomin`), '-o', join(folder, `${name}.json`)]);
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
}

await inFolder(async (folder) => {
  const text = readFileSync(source, 'utf8').replace(/^sweep.*$/m, '');
  const run = (plan, out, more = {}) => runHere(plan, join(folder, out), { engine, ...more });
  let last = 0;
  const long = [];
  const begun = performance.now();
  await run(await compiled(folder, 'long', text.replace('steps: 24', `steps: ${steps}`)), 'long', {
    checkpointInterval: 1,
    progress: ({ step }) => {
      if (step - last < steps / 100) return;
      last = step;
      long.push(held());
    },
  });
  const flat = [
    isFlat(`${steps} steps, engine ${engine}, ${Math.round((performance.now() - begun) / 1000)} s`, long),
  ];
  const short = [];
  const plan = await compiled(
    folder,
    'short',
    text.replace('steps: 24', 'steps: 3').replace('epochs: 2', 'steps: 2'),
  );
  const start = performance.now();
  for (let i = 0; i < runs; i++) {
    await run(plan, 'short', { overwrite: true });
    short.push(held());
  }
  flat.push(
    isFlat(`${runs} runs, engine ${engine}, ${Math.round((performance.now() - start) / 1000)} s`, short),
  );
  if (flat.includes(false)) process.exitCode = 1;
});
