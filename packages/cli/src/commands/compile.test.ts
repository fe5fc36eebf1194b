import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { command } from '../../test/command.js';

const source = fileURLToPath(new URL('../../../../examples/quickstart.infomin', import.meta.url));

it('promises of a folder only what is in it, and names its files to --json', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'infomin-compile-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const flags = ['--as', 'torch', '--no-check', '--no-state', '--json', '-o', folder];
  const { code, stdout, stderr } = await command(['compile', source, ...flags]);
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout).files.sort()).toEqual(readdirSync(folder).sort());
  const told = stderr + readFileSync(join(folder, 'README.md'), 'utf8');
  expect(told).toContain('bench.py');
  expect(told).not.toMatch(/check\.py|state\.safetensors/);
});
