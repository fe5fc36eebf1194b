import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { command } from '../../test/command.js';

const before = process.cwd();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'infomin-init-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

it('writes an experiment that has no mistakes, in the canonical layout', async () => {
  const { code, stderr } = await command(['init', 'demo']);
  expect(code).toBe(0);
  expect(stderr).toContain('cd demo\n  npx infomin run first.infomin');
  expect(readdirSync('demo')).toEqual([
    '.editorconfig',
    '.gitignore',
    '.vscode',
    'README.md',
    'first.infomin',
  ]);
  expect(await command(['check', 'demo/first.infomin'])).toMatchObject({ code: 0 });
  expect(await command(['fmt', '--check', 'demo/first.infomin'])).toMatchObject({ code: 0 });
});

it('writes a plugin under its name', async () => {
  const { code } = await command(['init', '--plugin', '@lab/views']);
  expect(code).toBe(0);
  const manifest = JSON.parse(readFileSync('views/package.json', 'utf8'));
  expect(manifest.name).toBe('@lab/views');
  expect(readFileSync('views/src/index.ts', 'utf8')).toContain("name: '@lab/views'");
  expect(readFileSync('views/src/invert.test.ts', 'utf8')).toContain('use "@lab/views"');
  expect(existsSync('views/.npmrc')).toBe(true);
  expect(await command(['fmt', '--check', 'views/example.infomin'])).toMatchObject({ code: 0 });
});

it("writes a plugin's experiment that has no mistakes", async () => {
  const example = join(import.meta.dirname, '../../templates/plugin/example.infomin');
  const { stdout } = await command(['check', '--trust', '--json', example]);
  expect(JSON.parse(stdout).diagnostics).toEqual([]);
});

it('writes into the folder it stands in, beside what is there, and never over it', async () => {
  writeFileSync('notes.txt', 'mine');
  expect(await command(['init'])).toMatchObject({ code: 0 });
  const again = await command(['init']);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('is there already');
  mkdirSync('other');
  writeFileSync('other/README.md', 'mine');
  expect(await command(['init', 'other'])).toMatchObject({ code: 2 });
  expect(readdirSync('other')).toEqual(['README.md']);
});

it('leaves no part of what it could not write, so that the same command does', async () => {
  mkdirSync('demo');
  writeFileSync('demo/.vscode', 'mine');
  const refused = await command(['init', 'demo']);
  expect([refused.code, refused.stderr]).toEqual([
    1,
    expect.stringContaining('there is a file of that name'),
  ]);
  expect(readdirSync('demo')).toEqual(['.vscode']);
  rmSync('demo/.vscode');
  expect(await command(['init', 'demo'])).toMatchObject({ code: 0 });
});

it('refuses names that no package can have', async () => {
  const { code, stderr } = await command(['init', '--plugin', '../x']);
  expect(code).toBe(2);
  expect(stderr).toContain('cannot be the name of a package');
  expect(readdirSync('.')).toEqual([]);
});
