import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { trustingEnv } from '../test/trusted.js';

/** The built program, as a user's shell starts it. */
const cli = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = join(cli, 'bin/infomin.js');
const cases = join(cli, 'cases');
let out: string;

beforeAll(() => {
  if (!existsSync(join(cli, 'dist/infomin.cjs')))
    throw new Error('the bundle is missing: run `npm run build`');
});
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'infomin-cli-'));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

function start(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [bin, ...args], {
    cwd: cases,
    env: { ...process.env, ...trustingEnv(), ...env },
  });
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function ended(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdout!.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr!.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

interface Trial {
  readonly status: string;
  readonly objectives: { readonly nce: { readonly collapsed: boolean } };
}

const infomin = (...args: string[]) => ended(start(args));
const results = () => JSON.parse(readFileSync(join(out, 'results.json'), 'utf8'));

it('runs a file with a plugin beside it, prints results.json alone on standard output and writes the folder', async () => {
  const { code, stdout, stderr } = await infomin(
    'run',
    'inputs/bars.infomin',
    '--engine',
    'cpu',
    '--out',
    out,
    '--json',
  );
  expect(stderr).toContain('objective');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(results());
  expect(results()).toMatchObject({
    file: 'inputs/bars.infomin',
    engine: 'cpu',
    trials: [{ seed: 0, status: 'done', objectives: { nce: { ceiling_nats: Math.log(16) } } }],
  });
  const { value, chance } = results().trials[0].probes.half;
  expect(chance).toBeCloseTo(0.5, 6);
  expect(value).toBe(0);
  expect(stderr).toMatch(/half +error rate +0\.00 % +[\d.]+ % +50\.00 %/);
  const files = readdirSync(out);
  for (const file of ['plan.json', 'metrics.jsonl', 'results.json', 'report.html'])
    expect(files).toContain(file);
  expect(stderr).toMatch(/^nce +100%/m);
});

it('exports a model of a run whose file names a plugin by its path', async () => {
  await infomin('run', 'inputs/bars.infomin', '--engine', 'cpu', '--out', out, '--quiet');
  const { code, stderr } = await infomin('export', out, '--model', 'f', '-o', join(out, 'f.onnx'));
  expect(stderr).toContain('f.onnx written: f, ');
  expect(code).toBe(0);
});

it('refuses a folder that holds a run of another file, goes on with its own, and starts afresh when told to', async () => {
  const run = (...more: string[]) =>
    infomin('run', 'inputs/bars.infomin', '--engine', 'cpu', '--out', out, '--quiet', ...more);
  expect((await run()).code).toBe(0);
  const first = results();
  const refused = await infomin('run', 'inputs/good.infomin', '--engine', 'cpu', '--out', out);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('--overwrite');
  expect(refused.stderr).not.toContain('    at ');
  expect(results()).toEqual(first);
  expect((await run('--seed', '2')).code).toBe(0);
  expect(results().trials[0].seed).toBe(2);
  expect((await run('--seed', '1', '--overwrite')).code).toBe(0);
  expect(results().trials[0].seed).toBe(1);
});

it('leaves alone what it did not write: other files stay, a results.json of nobody is refused', async () => {
  const run = () => infomin('run', 'inputs/bars.infomin', '--engine', 'cpu', '--out', out, '--quiet');
  writeFileSync(join(out, 'notes.txt'), 'mine');
  writeFileSync(join(out, 'results.json'), '{}');
  const refused = await run();
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('move results.json away');
  expect(results()).toEqual({});
  rmSync(join(out, 'results.json'));
  expect((await run()).code).toBe(0);
  expect(readFileSync(join(out, 'notes.txt'), 'utf8')).toBe('mine');
});

it('tells an output folder that cannot be one', async () => {
  const file = join(out, 'a-file');
  writeFileSync(file, '');
  const { code, stderr } = await infomin(
    'run',
    'inputs/bars.infomin',
    '--engine',
    'cpu',
    '--out',
    join(file, 'b'),
  );
  expect(code).toBe(1);
  expect(stderr).toContain("a-file can't be made: there is a file of that name");
  expect(stderr).not.toContain('    at ');
  expect(readFileSync(file, 'utf8')).toBe('');
});

it('ends cleanly at the first Ctrl-C: results are on disk, and it says so', async () => {
  const child = start(['run', 'inputs/long.infomin', '--engine', 'cpu', '--out', out]);
  const end = ended(child);
  await waitFor(() => existsSync(join(out, 'metrics.jsonl')));
  child.kill('SIGINT');
  const { code, stderr } = await end;
  expect(stderr).toContain('ending after this step');
  expect(stderr).toContain('all that was computed is on disk');
  expect(code).toBe(1);
  expect(results().trials[0].status).toBe('interrupted');
});

it.each(['1', '2'])(
  'names a collapsed trial within its first tenth and at the end, with %s at a time',
  async (jobs) => {
    const args = ['run', 'inputs/alike.infomin', '--engine', 'cpu', '--jobs', jobs, '--out', out];
    const { code, stderr } = await infomin(...args);
    expect(code, stderr).toBe(0);
    const alike = 'trial 2/2 (contrast: 0, seed: 0)';
    expect(stderr).toContain(
      `warning: ${alike}: nce is collapsed so far: after 6 of 60 steps I_NCE is at zero`,
    );
    expect(stderr).toMatch(/^\[2\/2\] nce +10% +collapsed so far/m);
    expect(stderr).toMatch(/^\[1\/2\] nce +\d+% +loss/m);
    expect(stderr.match(/collapsed so far: /g)).toHaveLength(1);
    expect(stderr).toMatch(
      jobs === '1' ? /^nce: I_NCE on/m : /^trial 2\/2 \(contrast: 0, seed: 0\): nce: I_NCE on/m,
    );
    expect(stderr).toContain(`collapsed: 1 of 2 trials ended with information at zero`);
    expect(stderr.slice(stderr.indexOf('1 of 2 trials ended'))).toContain(`\n  ${alike}\n`);
    const objectives = results().trials.map((trial: Trial) => [trial.status, trial.objectives.nce.collapsed]);
    expect(objectives).toEqual([
      ['done', false],
      ['collapsed', true],
    ]);
    const lines = readFileSync(join(out, 'metrics.jsonl'), 'utf8').trimEnd().split('\n');
    const told = lines.map((line) => JSON.parse(line)).filter(({ collapsed }) => collapsed);
    expect(Math.min(...told.map(({ step }) => step))).toBe(6);
    expect(new Set(told.map(({ trial }) => trial)).size).toBe(1);
  },
);

it('names failed trials at the end, with the reason and what the same command does about them', async () => {
  const args = ['run', 'inputs/diverges.infomin', '--engine', 'cpu', '--jobs', '1', '--out', out];
  const first = await infomin(...args);
  expect(first.code).toBe(1);
  const reason =
    /\n {2}trial 2\/2 \(rate: 1e\+30, seed: 0\): inputs\/diverges\.infomin:\d+:1: the loss of nce became NaN/;
  const told = first.stderr.slice(
    first.stderr.indexOf('failed: 1 of 2 trials; the same `infomin run` runs them again'),
  );
  expect(told).toMatch(reason);
  expect(first.stderr).toMatch(/^0\.01 +\d+\.\d\d % +1 +–\n1e\+30 +– +0 +1 failed$/m);
  const second = await infomin(...args);
  expect(second.stderr).not.toContain('trial 1/2 (rate: 0.01, seed: 0) begins');
  expect(second.stderr).toContain('trial 2/2 (rate: 1e+30, seed: 0) begins');
});

it('tells a fault of a plugin on one screen, without a stack trace; --debug shows it', async () => {
  const args = ['run', 'inputs/broken-plugin.infomin', '--engine', 'cpu', '--out', out];
  const plain = await infomin(...args);
  expect(plain.code).toBe(1);
  expect(plain.stderr).toContain(
    'failed: inputs/broken-plugin.infomin:9:21: Break of bars failed: a fault of the plugin\n  help: The mistake is in bars: tell its author.\n',
  );
  expect(plain.stderr).not.toContain('    at ');
  expect(plain.stderr).toContain(
    `what there is of it is in ${out}/ (results.json, plan.json, report.html)\n`,
  );
  const debug = await infomin(...args, '--debug', '--overwrite');
  expect(debug.stderr).toMatch(/TypeError: a fault of the plugin\n +at .*plugin\.js/);
  const whole = ['--engine', 'cpu', '--out', `${out}/whole`];
  expect((await infomin('run', 'inputs/bars.infomin', ...whole)).code).toBe(0);
  const { stderr } = await infomin('run', 'inputs/broken-plugin.infomin', ...whole, '--overwrite');
  expect(stderr).toContain(`files of the run of before are in ${out}/whole/ (results.json, `);
});

it('checks a file without loading a tensor library or the runtime', async () => {
  const { code } = await ended(start(['check', 'inputs/good.infomin'], { NODE_V8_COVERAGE: out }));
  expect(code).toBe(0);
  const [report] = readdirSync(out);
  const { result } = JSON.parse(readFileSync(join(out, report!), 'utf8')) as { result: { url: string }[] };
  const loaded = result.map(({ url }) => url).filter((url) => url.startsWith('file:'));
  expect(loaded.some((url) => url.endsWith('cli/dist/infomin.cjs'))).toBe(true);
  expect(loaded.filter((url) => /tensorflow|onnx|tfjs|packages\/runtime|sharp/.test(url))).toEqual([]);
});

it('compiles anew where the code it kept was damaged', async () => {
  const kept = join(cli, `dist/infomin-${process.version}-${process.arch}.cache`);
  const check = () => infomin('check', 'inputs/good.infomin');
  await check();
  const code = readFileSync(kept);
  for (const damaged of [
    code.map((byte, i) => (i > 6e5 && i < 7e5 ? byte ^ 90 : byte)),
    code.subarray(0, 5e5),
  ]) {
    writeFileSync(kept, damaged);
    expect(await check()).toMatchObject({ code: 0, stderr: 'ok: 1 file without errors\n' });
    expect(readFileSync(kept).length).toBeGreaterThan(6e5);
  }
});

async function waitFor(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 20));
}
