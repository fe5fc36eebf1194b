// All methods under methods/, one after the other, and one table of what they give:
//   node examples/methods-table.mjs OUT [--print] [METHOD…] [options of infomin run]
// Each is `infomin run METHOD.infomin --set small=true …` into OUT/METHOD, so the same command goes on where it was cut short.
// Options after the methods go to every run: `--jobs 2`, `--set epochs=8`, `--set small=false --engine torch`. `--print` runs
// nothing, and makes the table of what there is.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'methods');
const infomin = join(import.meta.dirname, '../packages/cli/bin/infomin.js');
const all = readdirSync(folder)
  .flatMap((name) => /^(.*)\.infomin$/.exec(name)?.[1] ?? [])
  .filter((name) => name !== 'recipes');

const [out, ...rest] = process.argv.slice(2);
if (out === undefined || out.startsWith('-')) {
  console.error(
    `node examples/methods-table.mjs OUT [--print] [METHOD…] [options of infomin run]; methods: ${all.join(', ')}`,
  );
  process.exit(2);
}
const printing = rest[0] === '--print';
const given = printing ? rest.slice(1) : rest;
const first = given.findIndex((word) => !all.includes(word));
const options = first < 0 ? [] : given.slice(first);
const named = given.slice(0, given.length - options.length);
const methods = named.length > 0 ? named : all;

const failed = methods.filter((name) => !printing && !ran(name));
console.log(table());
if (failed.length > 0) console.error(`\nnot whole: ${failed.join(', ')}; the same command goes on with them`);
process.exitCode = failed.length > 0 ? 1 : 0;

function ran(name) {
  console.error(`── ${name}`);
  const small = options.some((word) => word.startsWith('small=')) ? [] : ['--set', 'small=true'];
  const args = ['run', join(folder, `${name}.infomin`), '--out', join(out, name), ...small, ...options];
  const { status, signal } = spawnSync(process.execPath, [infomin, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (signal || status === 130) process.exit(130);
  return status === 0;
}

function table() {
  const head = [
    'method',
    'linear, %',
    'above untrained',
    'kNN, %',
    'above untrained',
    'I_NCE of views, nats',
    'RankMe',
    'trials',
    'minutes each',
  ];
  const rows = methods.map(rowOf).filter(Boolean);
  const trials = methods.flatMap(trialsOf);
  const foot = (name, value) => [
    `_${name}_`,
    value(trials, 'linear', accuracy),
    '',
    value(trials, 'knn', accuracy),
    '',
    '',
    value(trials, 'rank'),
  ];
  const lines = [
    head,
    head.map((_, i) => (i === 0 ? '---' : '---:')),
    ...rows,
    foot('untrained', untrained),
    foot('chance', chance),
  ];
  return lines.map((cells) => `| ${head.map((_, i) => cells[i] ?? '').join(' | ')} |`).join('\n');
}

/** The mean of a seed's methods (CMC's two encoders are others than the one of the rest), then over seeds. */
function untrained(trials, probe, format) {
  const seeds = [...new Set(trials.map(({ seed }) => seed))];
  const of = (seed) =>
    trials.filter((trial) => trial.seed === seed).map(({ probes }) => probes[probe]?.untrained);
  return spread(
    seeds.map((seed) => mean(of(seed))),
    format,
  );
}

function chance(trials, probe, format) {
  return spread([mean(trials.map(({ probes }) => probes[probe]?.chance))], format);
}

function rowOf(name) {
  const trials = trialsOf(name);
  if (trials.length === 0) return undefined;
  const cells = (probe) => [
    spread(
      trials.map(({ probes }) => probes[probe]?.value),
      accuracy,
    ),
    spread(
      trials.map(({ probes }) => probes[probe] && probes[probe].untrained - probes[probe].value),
      percent,
    ),
  ];
  return [
    name,
    ...cells('linear'),
    ...cells('knn'),
    spread(trials.map(({ objectives }) => objectives.shared?.mi_nats_heldout)),
    spread(trials.map(({ probes }) => probes.rank?.value)),
    String(trials.length),
    spread(trials.map(({ seconds }) => (seconds.train + seconds.probe + seconds.untrained) / 60)),
  ];
}

/** Those that came to their end; a method that collapsed has a number too. */
function trialsOf(name) {
  try {
    const { trials } = JSON.parse(readFileSync(join(out, name, 'results.json'), 'utf8'));
    return trials.filter(({ status }) => status === 'done' || status === 'collapsed');
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

function mean(values) {
  const known = values.filter(Number.isFinite);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** `61.2 ± 0.8`, the deviation of the sample. */
function spread(values, format = (value) => value.toFixed(2)) {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return '–';
  const middle = mean(known);
  if (known.length === 1) return format(middle);
  const variance = known.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (known.length - 1);
  // A deviation is a difference: what turns errors into accuracies turns it around.
  return `${format(middle)} ± ${format === accuracy ? percent(Math.sqrt(variance)) : format(Math.sqrt(variance))}`;
}

function percent(share) {
  return (100 * share).toFixed(1);
}

/** Probes give error rates. */
function accuracy(error) {
  return percent(1 - error);
}
