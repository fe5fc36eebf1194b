/**
 * Measures start-up, parsing, formatting and completion. From the root, after `npx tsc -b grammar`:
 * `node grammar/test/measure.mjs`
 */
import { readdirSync, readFileSync } from 'node:fs';

const before = process.cpuUsage();
const { format, nextTokens, parse } = await import('../dist/index.js');
const { user, system } = process.cpuUsage(before);
console.log(`load, from separate modules: ${((user + system) / 1000).toFixed(1)} ms CPU`);

const folder = new URL('./programs/', import.meta.url);
const all = readdirSync(folder)
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  .join('\n');
const large = all.repeat(200);
const lines = all.repeat(Math.ceil(2000 / all.split('\n').length));

/** The middle one of `times` runs, in milliseconds of process time: what other programs take does not count. */
function median(times, run) {
  const durations = Array.from({ length: times }, () => {
    const start = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return durations.sort((a, b) => a - b)[times >> 1];
}

const megabytes = Buffer.byteLength(large) / 1e6;
console.log(
  `parse: ${(megabytes / (median(9, () => parse(large)) / 1000)).toFixed(2)} MB/s on ${megabytes.toFixed(2)} MB`,
);
console.log(`format: ${(megabytes / (median(5, () => format(large)) / 1000)).toFixed(2)} MB/s`);
const middle = lines.indexOf('|>', lines.length / 2) + 3;
console.log(`nextTokens in 2,000 lines: ${median(31, () => nextTokens(lines, middle)).toFixed(1)} ms`);
