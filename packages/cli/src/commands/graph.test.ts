import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { command } from '../../test/command.js';

const source = fileURLToPath(new URL('../../cases/inputs/fine.infomin', import.meta.url));

it.each(['graph', 'compile'])('%s prints the document of --json also where it writes it', async (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'infomin-json-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'x.json');
  const { code, stdout } = await command([name, source, '--json', '-o', file]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(file, 'utf8')));
});
