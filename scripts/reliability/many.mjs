// What a trial costs in a sweep of many: `node scripts/reliability/many.mjs [trials]`, 10,000 without. Each takes one step;
// prints, where their number has grown tenfold, time and bytes written a trial since the line before. Exits with 1 where
// the last of these are over twice those before. The first hold what is written once, the plan.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder, infomin, node, source } from './bench.mjs';
import { run } from './runner.mjs';

const trials = Number(process.argv[2] ?? 10_000);
const written = () => Number(/^wchar: (\d+)/m.exec(readFileSync('/proc/self/io', 'utf8'))[1]);

await inFolder(async (folder) => {
  const text = readFileSync(source, 'utf8')
    .replace('steps: 24', 'steps: 1')
    .replace('epochs: 2', 'steps: 1')
    .replace(/^sweep.*$/m, `sweep seed in 0..${trials}`);
  writeFileSync(join(folder, 'many.infomin'), text);
  const path = join(folder, 'plan.json');
  const compiled = await node([infomin, 'compile', join(folder, 'many.infomin'), '-o', path]);
  if (compiled.code !== 0) throw new Error(compiled.printed);
  const plan = JSON.parse(readFileSync(path, 'utf8'));
  let done = 0;
  let next = Math.min(100, trials);
  let mark = { done, seconds: performance.now() / 1000, bytes: written() };
  const costs = [];
  console.log('trials: ms a trial, KB written a trial, MB resident');
  await run(plan, join(folder, 'out'), {
    engine: 'cpu',
    onTrial({ result }) {
      if (!result || ++done < next) return;
      next *= 10;
      const now = { done, seconds: performance.now() / 1000, bytes: written() };
      const each = (key, scale) => ((now[key] - mark[key]) / (done - mark.done)) * scale;
      costs.push({ ms: each('seconds', 1000), kb: each('bytes', 1e-3) });
      const rss = process.memoryUsage().rss / 2 ** 20;
      console.log(`${done}: ${costs.at(-1).ms.toFixed(1)}  ${costs.at(-1).kb.toFixed(1)}  ${rss.toFixed(0)}`);
      mark = now;
    },
  });
  const end = (performance.now() / 1000 - mark.seconds).toFixed(1);
  console.log(`after the last trial ${end} s, ${((written() - mark.bytes) / 1e6).toFixed(0)} MB`);
  const [before, last] = costs.slice(-2);
  if (last && Object.keys(last).some((key) => last[key] > 2 * before[key])) process.exitCode = 1;
});
