import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createProgram } from '../../packages/cli/src/program.js';
import { Session } from '../../packages/cli/src/session.js';
import { escapes, maliciousWorkspace, opened, runs, secret } from './workspace.js';

const infomin = fileURLToPath(new URL('../../packages/cli/bin/infomin.js', import.meta.url));
const several = fileURLToPath(new URL('several.cjs', import.meta.url));
/** Seconds after which a command hangs: far beyond what any takes, since the machine may be busy. */
const limit = 300;
vi.setConfig({ testTimeout: 2 * limit * 1000 });
/** What is let through to a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

let folder: string;
let canary: string;
beforeAll(() => {
  ({ folder, canary } = maliciousWorkspace());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As many at a time as processors do. */
const slots = [Promise.resolve(), Promise.resolve()] as Promise<unknown>[];
let turn = 0;

interface Ended {
  readonly code: number | null;
  readonly printed: string;
}
type Command = readonly string[];

function run(...args: Command): Promise<Ended> {
  return inTurn(() => start([infomin, ...args]));
}

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const slot = turn++ % slots.length;
  const ended = slots[slot]!.then(work);
  slots[slot] = ended.catch(() => undefined);
  return ended;
}

function start(args: Command): Promise<Ended> {
  const { INFOMIN_TENSORFLOW: _, ...inherited } = process.env;
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...inherited, HOME: join(folder, 'home'), XDG_CONFIG_HOME: join(folder, 'config') },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: limit * 1000,
    killSignal: 'SIGKILL',
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, printed }));
  });
}

const tried = new Set<string>();

/** Runs a command, which may not run code of the folder, hang, quote or fail otherwise than by the contract. */
async function harmless(...args: Command): Promise<Ended> {
  const ended = await run(...args);
  judge(args, ended);
  return ended;
}

/** Runs commands one after another in one process, as {@link harmless} does each; gives how each ended. */
async function allHarmless(commands: readonly Command[]): Promise<Ended[]> {
  const { code, printed } = await inTurn(() => start([several, infomin, JSON.stringify(commands)]));
  const lines = printed.split('\n').filter(Boolean);
  const ended = lines.flatMap((line) => (line.startsWith('{"code":') ? [JSON.parse(line) as Ended] : []));
  const last = commands[ended.length]?.join(' ');
  expect(code, `began and did not end: infomin ${last}\n${printed.slice(-2000)}`).toBe(0);
  // Nothing comes past what the commands print.
  expect(lines.length, printed.slice(-2000)).toBe(commands.length);
  for (const [i, args] of commands.entries()) judge(args, ended[i]!);
  return ended;
}

function judge(args: Command, ended: Ended): void {
  tried.add(args[0]!);
  const told = `infomin ${args.join(' ')}: ${ended.code}\n${ended.printed.slice(0, 2000)}`;
  expect([0, 1, 2], told).toContain(ended.code);
  expect(ended.printed, told).not.toContain('internal error');
  expect(ended.printed, told).not.toContain(secret);
  expect(controls.exec(ended.printed)?.[0].codePointAt(0)?.toString(16), told).toBeUndefined();
  expect(existsSync(canary) ? readFileSync(canary, 'utf8') : '', told).toBe('');
}

describe('a folder of somebody who means ill', () => {
  it.each([
    ['check', ['check']],
    ['check --json', ['check', '--json']],
    ['fmt --check', ['fmt', '--check']],
  ])('is only read by %s', async (name, command) => {
    const single = name === 'check' ? opened : [];
    await Promise.all([
      harmless(...command, ...opened),
      allHarmless(single.map((file) => [...command, file])),
    ]);
  });

  it.each([
    ['compile', ['compile'], ['package', 'imports', 'prototype']],
    ['graph', ['graph'], ['path', 'escapes', 'pipe']],
    ['graph --stage', ['graph', '--stage', 'traced'], ['path']],
    ['run', ['run', '--quiet', '--engine', 'cpu', '--jobs', '1'], ['package', 'path']],
  ])('runs nothing of it in %s', async (_, command, names) => {
    const ended = await allHarmless(names.map((name) => [...command, `${name}.infomin`]));
    expect(ended.map(({ code }) => code)).toEqual(names.map(() => 1));
  });

  it('is told by name and place what would run, and how it is allowed', async () => {
    const { printed } = await harmless('check', 'path.infomin');
    expect(printed).toContain('error[IM2108]: plugin `./evil.js` is code that nobody has allowed to run yet');
    expect(printed).toContain(join(folder, 'evil.js'));
    expect(printed).toContain('`--trust` allows it');
  });

  it('puts nothing into the place of what comes with infomin', async () => {
    expect((await harmless('check', 'shadowed.infomin')).code).toBe(0);
    expect((await harmless('run', 'shadowed.infomin', '--engine', 'cpu', '--quiet')).code).toBe(0);
    expect((await harmless('engines')).code).toBe(0);
    expect((await harmless('plugins')).code).toBe(0);
    const found = await allHarmless(['evil', './evil.js'].map((name) => ['plugins', name]));
    expect(found.map(({ code }) => code)).toEqual([1, 1]);
  });

  it('runs nothing out of folders of runs', async () => {
    const places = runs.map((name) => `runs/${name}`);
    const refused = [
      places.map((at) => ['export', at, '--model', 'f', '-o', 'f.onnx']),
      places.flatMap((at) => ['status', 'collect', 'cancel'].map((name) => [name, at])),
      places.map((at) => ['trial', at, '0']),
    ];
    const others = places.flatMap((at) => [
      ['compare', at, at],
      ['run', 'shadowed.infomin', '--engine', 'cpu', '--quiet', '--out', at],
    ]);
    const all = await Promise.all([...refused, others].map(allHarmless));
    for (const [i, commands] of refused.entries())
      for (const [k, args] of commands.entries()) expect(all[i]![k]!.code, args.join(' ')).toBe(1);
    await harmless('runs', 'runs');
    expect(existsSync(join(folder, 'f.onnx'))).toBe(false);
    expect(readdirSync(join(folder, '..'))).not.toContain('escape');
  });

  it('loses nothing but entries of its store in clean', async () => {
    await harmless('clean', '--dry-run');
    await harmless('clean', '--older-than', '0');
    expect(readFileSync(join(folder, 'secret.txt'), 'utf8')).toBe(secret);
  });

  it('calls no server and no program that a folder names', async () => {
    const asking = await allHarmless(['status', 'collect', 'cancel'].map((name) => [name, 'runs/server']));
    for (const { printed } of asking) expect(printed).toContain('a server that nobody has allowed');
    expect((await harmless('trial', 'runs/program', '0')).code).toBe(1);
    expect((await harmless('worker', 'file:///etc/passwd')).code).toBe(2);
    expect((await harmless('run', 'shadowed.infomin', '--on', 'nowhere', '--out', 'new')).code).toBe(2);
  });

  it('begins nothing over what is there', async () => {
    expect((await harmless('init')).code).toBe(2);
    await allHarmless(['__proto__', '../../../evil.js'].map((name) => ['explain', name]));
  });

  it('takes no such settings', async () => {
    const settings = ['__proto__=1', 'constructor=2', `seed=${escapes}`, '__proto__={ a: 1 }'];
    await allHarmless(settings.map((setting) => ['compile', 'shadowed.infomin', '--set', setting]));
  });

  it('makes pages without its scripts', async () => {
    const { code } = await harmless('docs', 'shadowed.infomin', '-o', 'pages');
    expect(code).toBe(0);
    const html = readFileSync(join(folder, 'pages/files/shadowed.html'), 'utf8');
    expect(html).toContain('&lt;script&gt;');
    expect(html).toContain('href="https://example.org"');
    expect(html).not.toMatch(/<script|<img[^>]+onerror|(href|src)="(javascript|data):/i);
  });

  it('runs a plugin once somebody allows it, remembers that, and asks again for a changed one', async () => {
    const { code } = await run('check', '--trust', 'path.infomin');
    expect(code).toBe(0);
    expect(readFileSync(canary, 'utf8')).toContain('/evil.js');
    rmSync(canary);
    expect((await run('check', 'path.infomin')).code).toBe(0);
    rmSync(canary);
    expect((await run('check', 'package.infomin')).code).toBe(1);
    appendFileSync(join(folder, 'evil.js'), '// changed');
    expect((await run('check', 'path.infomin')).printed).toContain('IM2108');
    expect(existsSync(canary)).toBe(false);
  });

  it('has been opened by every command', () => {
    const io = { stdout: { columns: 80 }, stderr: { columns: 80 }, env: {} } as never;
    const all = createProgram(new Session(io, [])).commands.map((command) => command.name());
    expect([...tried].sort()).toEqual(all.sort());
  });
});
