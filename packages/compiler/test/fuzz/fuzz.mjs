/**
 * Feeds generated texts to the parser, the formatter, completion and, a share of them, to the compiler; tells how many
 * there were, what broke, and which was slowest. From the root, after `npx tsc -b`:
 *
 * `node packages/compiler/test/fuzz/fuzz.mjs [--inputs 100000] [--from 0] [--seed 0] [--compile-every 10]`
 *
 * `--from N --inputs 1 --compile-every 1 --show` does one input again and prints it. Exits with 1 where something broke.
 */
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { inputs } from './inputs.mjs';
import { checkMeaning, checkSyntax } from './laws.mjs';

/** Seconds one input may take before it counts as a hang. */
const hangAfter = 30;

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string', default: '0' },
    'compile-every': { type: 'string', default: '10' },
    show: { type: 'boolean', default: false },
  },
});

/** Milliseconds of process time: what other programs take does not count. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function work({ from, to, seed, compileEvery, progress, show }) {
  const { input, files } = await inputs(seed);
  const result = { families: {}, compiled: 0, failures: [], slowest: { ms: 0 }, slowestCompiled: { ms: 0 } };
  for (let i = from; i < to; i++) {
    Atomics.store(progress, 0, i - from);
    const { family, text } = input(i);
    if (show) console.log(text);
    result.families[family] = (result.families[family] ?? 0) + 1;
    try {
      const start = cpu();
      checkSyntax(text, i);
      const syntax = cpu() - start;
      if (syntax > result.slowest.ms) result.slowest = { ms: syntax, input: i, family, length: text.length };
      if (Math.floor(i / 5) % compileEvery !== 0) continue;
      result.compiled++;
      await checkMeaning(text, files);
      const meaning = cpu() - start - syntax;
      if (meaning > result.slowestCompiled.ms) {
        result.slowestCompiled = { ms: meaning, input: i, family, length: text.length };
      }
    } catch (error) {
      result.failures.push({ input: i, family, error: error.stack ?? String(error), text });
      if (result.failures.length >= 20) break;
    }
  }
  parentPort.postMessage(result);
}

function supervise() {
  const from = Number(values.from);
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const data = {
    from,
    to: from + Number(values.inputs),
    seed: Number(values.seed),
    compileEvery: Number(values['compile-every']),
    show: values.show,
    progress,
  };
  const worker = new Worker(new URL(import.meta.url), { workerData: data });
  let last = -1;
  const watch = setInterval(() => {
    const at = Atomics.load(progress, 0);
    if (at === last) {
      console.error(`input ${from + at} takes longer than ${hangAfter} s (--seed ${values.seed})`);
      process.exit(1);
    }
    last = at;
  }, hangAfter * 1000);
  worker.once('message', (result) => {
    clearInterval(watch);
    console.log(
      JSON.stringify({ seed: data.seed, from, to: data.to, ...result, failures: result.failures.length }),
    );
    for (const { input, family, error, text } of result.failures) {
      console.log(`\n── input ${input} (${family}) ──\n${error}\n${JSON.stringify(text)}`);
    }
    process.exitCode = result.failures.length > 0 ? 1 : 0;
  });
  worker.once('error', (error) => {
    throw error;
  });
}

if (isMainThread) supervise();
else await work(workerData);
