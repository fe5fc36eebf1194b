// What the parts of the harness share: folders, processes that are watched, and what a run came to.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const infomin = join(here, '../../packages/cli/bin/infomin.js');
export const runner = join(here, 'run.mjs');
export const source = join(here, 'small.infomin');

/** Seconds after which a process that still runs counts as hanging. */
const patience = 120;

/** Starts `node ARGS` (or another program, under `program`), with its output; it hangs if it lasts too long. */
export function start(
  args,
  { program = [process.execPath], cwd, env, group = false, seconds = patience } = {},
) {
  const [command, ...before] = program;
  const child = spawn(command, [...before, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: group,
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
  const begun = performance.now();
  let hung = false;
  const timer = setTimeout(() => {
    hung = true;
    child.kill('SIGKILL');
  }, seconds * 1000);
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, printed, hung, seconds: (performance.now() - begun) / 1000 });
    });
  });
  return { child, ended, printed: () => printed };
}

export const node = (args, options) => start(args, options).ended;
export const strace = (...options) => [
  'strace',
  '-f',
  '-qq',
  '-o',
  '/dev/null',
  ...options,
  process.execPath,
];
/** One thread for files, so that its calls have one order. */
export const oneThread = { UV_THREADPOOL_SIZE: '1', UV_USE_IO_URING: '0' };

export function can(command, ...args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** A folder that is removed when `use` is done. */
export async function inFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'infomin-reliability-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const timeless = (key, value) => (/^(seconds|images_per_second|engine)$/.test(key) ? undefined : value);
const lineOf = (text) => JSON.stringify(JSON.parse(text), timeless);

/** `results.json` and the sorted lines of `metrics.jsonl` without what a clock said, or on how many threads; why, where they can't be read. */
export function outcome(folder) {
  try {
    const results = JSON.stringify(
      JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')),
      (key, value) => (key === 'file' ? undefined : timeless(key, value)),
    );
    const metrics = join(folder, 'metrics.jsonl');
    const lines = existsSync(metrics) ? readFileSync(metrics, 'utf8').split('\n').filter(Boolean) : [];
    return { results: lineOf(results), metrics: lines.map(lineOf).sort().join('\n') };
  } catch (error) {
    return { results: String(error), metrics: '' };
  }
}

export function isSame(a, b) {
  return a.results === b.results && a.metrics === b.metrics;
}

/** What no process may leave behind, in a folder and on the machine. */
export function leftovers(folder, mark) {
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String) : [];
  const parts = files.filter((name) => /\.part$|run\.lock$/.test(name));
  const processes = readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark);
    } catch {
      return false;
    }
  });
  return [...parts, ...processes.map((pid) => `process ${pid}`)];
}

/** What a part of the harness tried, and what went wrong. */
export class Tally {
  tried = 0;
  lost = 0;
  different = 0;
  internal = 0;
  hung = 0;
  left = 0;
  faults = [];

  constructor(name) {
    this.name = name;
  }

  /** Looks at how a process ended. */
  look({ printed, hung, code, signal }, what) {
    if (hung) this.fault('hung', what, printed);
    else if (/internal error|ERR_|^\s+at /m.test(printed)) this.fault('internal', what, printed);
    else if (signal !== null && signal !== 'SIGKILL') this.fault('internal', `${what}: ${signal}`, printed);
    return code;
  }

  fault(kind, what, printed = '') {
    this[kind]++;
    this.faults.push(`${this.name}: ${kind}: ${what}\n${printed.slice(-1500)}`);
    console.error(this.faults.at(-1));
  }
}

/** Calls `work` for each item, two at a time. */
export async function all(items, work, atOnce = 2) {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of rest) await work(item);
    }),
  );
}
