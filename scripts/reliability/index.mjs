// Attacks runs in every way there is, within a time: `node scripts/reliability/index.mjs [--kills 300] [--minutes 20] [--seed 0] [--engine onnx]`,
// after `node scripts/setup.mjs`. Writes its table to docs/results/reliability.md with `--write`; exits with 1 where anything
// was lost, silently different, an internal error, hung or left behind. Linux; parts need strace or unshare.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from '../../packages/plugin/dist/index.js';
import { can, inFolder, infomin, node, oneThread, outcome, runner, source } from './bench.mjs';
import { damage } from './damage.mjs';
import { failingCalls, fullDisk } from './faults.mjs';
import { badInputs } from './inputs.mjs';
import { kill, killAtEach } from './kills.mjs';
import { races, restarted } from './locks.mjs';
import { signals, stuckReads } from './signals.mjs';
import { damagedStore, killedInStore } from './store.mjs';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '300' },
    minutes: { type: 'string', default: '20' },
    seed: { type: 'string', default: '0' },
    only: { type: 'string', default: '' },
    engine: { type: 'string', default: 'onnx' },
    write: { type: 'boolean', default: false },
  },
});
process.env.RELIABILITY_ENGINE = values.engine;
const seconds = () => performance.now() / 1000;
const most = Number(values.minutes) * 60;

/** What calls of a kind one whole run makes. */
function countCalls(plan, folder) {
  const trace = join(folder, 'trace');
  const options = ['-f', '-qq', '-o', trace, '-e', 'trace=rename,fsync,write'];
  if (!can('strace', 'true')) return {};
  const args = [process.execPath, runner, plan, join(folder, 'counted'), '--interval', '0.02'];
  spawnSync('strace', [...options, ...args], { env: { ...process.env, ...oneThread }, stdio: 'ignore' });
  const calls = readFileSync(trace, 'utf8').matchAll(/^(\d+) +(rename|fsync|write)\(/gm);
  const byThread = {};
  for (const [, thread, call] of calls) {
    byThread[call] ??= {};
    byThread[call][thread] = (byThread[call][thread] ?? 0) + 1;
  }
  return Object.fromEntries(
    Object.entries(byThread).map(([call, threads]) => [call, Math.max(...Object.values(threads))]),
  );
}

await inFolder(async (folder) => {
  const plan = join(folder, 'plan.json');
  await node([infomin, 'compile', source, '-o', plan]);
  const begun = seconds();
  const whole = await node([runner, plan, join(folder, 'whole'), '--interval', '0.02']);
  if (whole.code !== 0) throw new Error(whole.printed);
  const expected = outcome(join(folder, 'whole'));
  const run = { plan, expected, seconds: seconds() - begun, counts: countCalls(plan, folder) };
  // Fewer steps, for what is done with each call of a run.
  const shorter = join(folder, 'short.infomin');
  const text = readFileSync(source, 'utf8').replace('steps: 24', 'steps: 3').replace('epochs: 2', 'steps: 2');
  writeFileSync(shorter, text);
  const brief = join(folder, 'brief.json');
  await node([infomin, 'compile', shorter, '-o', brief]);
  await node([runner, brief, join(folder, 'brief'), '--interval', '1000']);
  Object.assign(run, { brief, briefly: outcome(join(folder, 'brief')) });
  const random = (name) => Random.of(Number(values.seed), name);
  /** Parts with the share of the time by whose end they begin nothing new. @type {[string, number, Function][]} */
  const parts = [
    ['signals', 0.06, signals],
    ['stuck', 0.08, stuckReads],
    ['inputs', 0.1, badInputs],
    ['locks', 0.13, (options) => races({ ...options, rounds: 8 })],
    ['restart', 0.14, restarted],
    ['disk', 0.18, fullDisk],
    ['calls', 0.4, failingCalls],
    ['each', 0.6, killAtEach],
    ['damage', 0.7, damage],
    ['store', 0.77, killedInStore],
    ['entries', 0.8, damagedStore],
    ['kills', 1, (options) => kill({ ...options, kills: Number(values.kills) })],
  ];
  const tallies = [];
  for (const [name, share, part] of parts) {
    if (values.only && !values.only.split(',').includes(name)) continue;
    const enough = () => seconds() > (values.only ? 1 : share) * most;
    const found = [await part({ ...run, random: random(name), enough })].flat();
    for (const tally of found)
      console.log(`${Math.round(seconds())} s: ${tally.name}: ${tally.tried}, ${tally.faults.length} faults`);
    tallies.push(...found);
  }
  const keys = ['tried', 'lost', 'different', 'internal', 'hung', 'left'];
  const sum = (key) => tallies.reduce((total, tally) => total + tally[key], 0);
  const head = [
    'what was tried',
    'times',
    'lost',
    'silently different',
    'internal errors',
    'hung',
    'left behind',
  ];
  const rows = [
    ...tallies.map((tally) => [tally.name, ...keys.map((key) => String(tally[key]))]),
    ['**all**', ...keys.map((key) => `**${sum(key)}**`)],
  ];
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i].length)));
  const row = (cells) =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  const table = [row(head), rule, ...rows.map(row)].join('\n');
  const machine = `${availableParallelism()} cores (${cpus()[0].model.trim()}), Node ${process.versions.node}, ${Math.round(seconds() / 60)} minutes`;
  console.log(`${table}\n\n${machine}`);
  if (values.write) {
    const page = new URL('../../docs/results/reliability.md', import.meta.url);
    const command = `node scripts/reliability/index.mjs --kills ${values.kills} --minutes ${values.minutes} --seed ${values.seed}`;
    const text = readFileSync(page, 'utf8');
    writeFileSync(
      page,
      text.replace(
        /(<!-- table -->)[\s\S]*(<!-- end -->)/,
        `$1\n\n\`${command}\` on ${machine}:\n\n${table}\n\n$2`,
      ),
    );
  }
  if (tallies.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
});
