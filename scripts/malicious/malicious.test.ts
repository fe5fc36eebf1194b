import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createProgram } from '../../packages/cli/src/program.js';
import { Session } from '../../packages/cli/src/session.js';
import { escapes, maliciousWorkspace, opened, runs, secret } from './workspace.js';

const infomin = fileURLToPath(new URL('../../packages/cli/bin/infomin.js', import.meta.url));
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

function run(...args: readonly string[]): Promise<Ended> {
  const slot = turn++ % slots.length;
  const ended = slots[slot]!.then(() => start(args));
  slots[slot] = ended.catch(() => undefined);
  return ended;
}

function start(args: readonly string[]): Promise<Ended> {
  const { INFOMIN_TENSORFLOW: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [infomin, ...args], {
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
async function harmless(...args: readonly string[]): Promise<Ended> {
  tried.add(args[0]!);
  const ended = await run(...args);
  const told = `infomin ${args.join(' ')}: ${ended.code}\n${ended.printed.slice(0, 2000)}`;
  expect([0, 1, 2], told).toContain(ended.code);
  expect(ended.printed, told).not.toContain('internal error');
  expect(ended.printed, told).not.toContain(secret);
  expect(controls.exec(ended.printed)?.[0].codePointAt(0)?.toString(16), told).toBeUndefined();
  expect(existsSync(canary) ? readFileSync(canary, 'utf8') : '', told).toBe('');
  return ended;
}

describe('a folder of somebody who means ill', () => {
  it.each([
    ['check', ['check']],
    ['check --json', ['check', '--json']],
    ['fmt --check', ['fmt', '--check']],
  ])('is only read by %s', async (name, command) => {
    const single = name === 'check' ? opened : [];
    await Promise.all([harmless(...command, ...opened), ...single.map((file) => harmless(...command, file))]);
  });

  it.each([
    ['compile', ['compile'], ['package', 'imports', 'prototype']],
    ['graph', ['graph'], ['path', 'escapes', 'pipe']],
    ['graph --stage', ['graph', '--stage', 'traced'], ['path']],
    ['run', ['run', '--quiet', '--engine', 'cpu', '--jobs', '1'], ['package', 'path']],
  ])('runs nothing of it in %s', async (_, command, names) => {
    const ended = await Promise.all(names.map((name) => harmless(...command, `${name}.infomin`)));
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
    for (const name of ['evil', './evil.js']) expect((await harmless('plugins', name)).code).toBe(1);
  });

  it('runs nothing out of folders of runs', async () => {
    const attacks = runs.map(async (name) => {
      const at = `runs/${name}`;
      expect((await harmless('export', at, '--model', 'f', '-o', 'f.onnx')).code).toBe(1);
      for (const command of ['status', 'collect', 'cancel'])
        expect((await harmless(command, at)).code, `${command} ${at}`).toBe(1);
      expect((await harmless('trial', at, '0')).code).toBe(1);
      await harmless('compare', at, at);
      await harmless('run', 'shadowed.infomin', '--engine', 'cpu', '--quiet', '--out', at);
    });
    await Promise.all([...attacks, harmless('runs', 'runs')]);
    expect(existsSync(join(folder, 'f.onnx'))).toBe(false);
    expect(readdirSync(join(folder, '..'))).not.toContain('escape');
  });

  it('calls no server and no program that a folder names', async () => {
    for (const command of ['status', 'collect', 'cancel'])
      expect((await harmless(command, 'runs/server')).printed).toContain('a server that nobody has allowed');
    expect((await harmless('trial', 'runs/program', '0')).code).toBe(1);
    expect((await harmless('worker', 'file:///etc/passwd')).code).toBe(2);
    expect((await harmless('run', 'shadowed.infomin', '--on', 'nowhere', '--out', 'new')).code).toBe(2);
  });

  it('begins nothing over what is there', async () => {
    expect((await harmless('init')).code).toBe(2);
    await Promise.all([harmless('explain', '__proto__'), harmless('explain', '../../../evil.js')]);
  });

  it('takes no such settings', async () => {
    const settings = ['__proto__=1', 'constructor=2', `seed=${escapes}`, '__proto__={ a: 1 }'];
    await Promise.all(settings.map((setting) => harmless('compile', 'shadowed.infomin', '--set', setting)));
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
