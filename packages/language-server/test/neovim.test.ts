import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { format } from '@infomin/grammar';
import { expect, it } from 'vitest';
import { bundleServer } from '../scripts/bundle.mjs';
import { program } from './sources.js';

const script = fileURLToPath(new URL('neovim.lua', import.meta.url));

/** Neovim has a client of the protocol of its own since 0.5; the script is written for 0.7 and later. */
function neovim(): string | undefined {
  const { stdout } = spawnSync('nvim', ['--version'], { encoding: 'utf8' });
  const [, major = '0', minor = '0'] = /NVIM v(\d+)\.(\d+)/.exec(stdout ?? '') ?? [];
  return Number(major) > 0 || Number(minor) >= 7 ? `${major}.${minor}` : undefined;
}

const version = neovim();

it.skipIf(version === undefined)(
  `serves a real editor (${version === undefined ? 'skipped: no Neovim 0.7 or later on this machine' : `Neovim ${version}`})`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'infomin-neovim-'));
    const file = (name: string) => join(folder, name);
    await bundleServer(file('server.mjs'));
    const unformatted = program.replace('batch e ~ mnist', 'batch e~mnist').replace('b.image', 'b.imag');
    writeFileSync(file('a.infomin'), unformatted);
    const env = {
      ...process.env,
      HOME: folder,
      SERVER_NODE: process.execPath,
      SERVER_MODULE: file('server.mjs'),
      SOURCE: file('a.infomin'),
      RESULT: file('result.json'),
    };
    const args = ['--headless', '-u', 'NONE', '-i', 'NONE', '-n', '-c', `luafile ${script}`];
    await promisify(execFile)('nvim', args, { env, timeout: 50_000 });
    const result: unknown = JSON.parse(readFileSync(file('result.json'), 'utf8'));
    rmSync(folder, { recursive: true, force: true });
    expect(result).toEqual({
      diagnostics: [{ code: 'IM2009', line: 14, column: 12 }],
      mended: [],
      hover: expect.stringContaining('f: Image[20, 20, 1] → Vector[64]'),
      completion: ['image', 'label'],
      definition: { line: 18, character: 8 },
      formatted: format(program).text,
      renamed: format(program).text.replaceAll(/\bf\b(?=\(| =|:)/g, 'net'),
    });
  },
);
